// An argument for a transparent union is passed as its first member is: to functions that poll, and to libc's.
//
// RUN: %carry %s --work %t --points 6 --pairs x86_64:s390x s390x:i686 --levels=-O0,-O2
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE // bind() and its like take such a union
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct square { int side; };
struct circle { int radius; };
typedef union {
  const struct square *square;
  const struct circle *circle;
} shape __attribute__((transparent_union));

static long area(shape s, int round) {
  long sum = 0;
  for (int i = 0; i < 3; i++)
    sum = sum * 3 + s.square->side + round;
  return sum;
}

static long (*indirectly)(shape, int) = area;

static long recursive(shape s, int depth) { return depth ? recursive(s, depth - 1) * 3 % 1009 + s.circle->radius : 1; }

int main(void) {
  struct square square = {4};
  struct circle circle = {7};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, own;
  socklen_t size = sizeof own;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  int bound = bind(fd, (struct sockaddr *)&address, sizeof address);
  int asked = getsockname(fd, (struct sockaddr *)&own, &size);
  printf("%d %d %d\n", bound, asked, own.sin_family == AF_INET && own.sin_addr.s_addr == address.sin_addr.s_addr);
  close(fd);
  for (int round = 0; round < 4; round++) {
    printf("%ld %ld ", area(&square, round), indirectly(&circle, round));
    printf("%ld\n", recursive(&circle, 5 + round) + recursive(&square, round));
  }
  return 0;
}
