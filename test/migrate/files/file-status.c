// A struct stat is carried with 64-bit sizes, although 32-bit platforms have a member of their own in it, `__st_ino`.
//
// RUN: %carry %s --work %t --points 4 --pairs cover
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _FILE_OFFSET_BITS 64
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
  struct stat status;
  int number;
};

static struct stat in_global;

static void fill(struct stat *s, unsigned i) {
  memset(s, 0, sizeof *s);
  s->st_ino = 0x123456789abcULL + i;
  s->st_dev = 0xfe01;
  s->st_mode = S_IFREG | 0644;
  s->st_nlink = i;
  s->st_uid = 1000;
  s->st_size = 5000000000LL * i;
  s->st_blocks = i * 8LL;
  s->st_mtime = 1700000000 + (long)i;
  s->st_atim.tv_nsec = 999999999;
}

static void show(const char *where, const struct stat *s) {
  printf("%s: ino %llx dev %llx mode %o links %lu uid %u size %lld blocks %lld times %ld %ld\n", where,
         (unsigned long long)s->st_ino, (unsigned long long)s->st_dev, (unsigned)s->st_mode, (unsigned long)s->st_nlink,
         (unsigned)s->st_uid, (long long)s->st_size, (long long)s->st_blocks, (long)s->st_mtime, (long)s->st_atim.tv_nsec);
}

static int spin(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      sum += i ^ j;
  return sum;
}

int main(void) {
  struct stat in_frame;
  struct entry *block = malloc(3 * sizeof *block);
  fill(&in_frame, 1);
  fill(&in_global, 2);
  for (int i = 0; i < 3; i++) {
    fill(&block[i].status, 3 + (unsigned)i);
    block[i].number = i;
  }
  for (int round = 0; round < 4; round++)
    printf("%d\n", spin(20 + round));
  show("frame", &in_frame);
  show("global", &in_global);
  for (int i = 0; i < 3; i++) {
    show("block", &block[i].status);
    printf("%d\n", block[i].number);
  }
  free(block);
  return 0;
}
