// A program may cut its arguments to pieces, take some out of argv, leave holes in it, and put strings of its own there: whatever
// refers to any of these strings is carried.
//
// RUN: %carry %s --work %t --points 6 --args ++size=12x34 +o result in,out,last ++flag rest
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
  const char *name, *size, *height, *output;
  const char *parts[3];
};

static char own[] = "own text";

// As getopt's and GLib's relatives do: what was understood goes out of the array.
static int parse(struct options *o, int argc, char **argv) {
  int left = 1, from = 1;
  while (from < argc) {
    char *s = argv[from++];
    if (strncmp(s, "++", 2) == 0) {
      char *value = strchr(s, '=');
      if (value) {
        *value++ = 0;
        o->size = value;
        value = strchr(value, 'x');
        *value++ = 0;
        o->height = value;
      }
      o->name = s + 2;
      argv[from - 1] = NULL;
    } else if (strcmp(s, "+o") == 0) {
      o->output = argv[from++];
    } else {
      argv[left++] = s;
    }
  }
  argv[left] = NULL;
  return left;
}

static int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      sum += i ^ k;
  return sum;
}

int main(int argc, char **argv) {
  struct options *o = calloc(1, sizeof *o);
  int left = parse(o, argc, argv);
  char *next = argv[1];
  for (int i = 0; i < 3 && next; i++) {
    o->parts[i] = next;
    next = strchr(next, ',');
    if (next)
      *next++ = 0;
  }
  argv[argc - 2] = own;
  argv[argc - 1] = argv[1] + 1;
  for (int round = 0; round < 6; round++) {
    printf("%d\n", work(10 + round));
    printf("%s %s %s %s, %s %s %s\n", o->name, o->size, o->height, o->output, o->parts[0], o->parts[1], o->parts[2]);
    own[0] = (char)('a' + round);
    for (int i = 1; i < argc; i++)
      printf(" %s", argv[i] ? argv[i] : "none");
    printf(", %d left, %d %d %d\n", left, argv[argc - 2] == own, argv[argc - 1] == argv[1] + 1, argv[argc] == NULL);
  }
  free(o);
  return 0;
}
