/* A chase along a shuffled list, and its reversal.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *next;
  int value;
};

int main(int argc, char **argv) {
  int n = 4000, rounds = argc > 1 ? atoi(argv[1]) : 60000;
  struct node *nodes = malloc(n * sizeof *nodes), *head = NULL;
  for (int i = 0, k = 0; i < n; i++, k = (k + 1237) % n) {
    nodes[k].value = i;
    nodes[k].next = head;
    head = &nodes[k];
  }
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    struct node *turned = NULL;
    while (head) {
      struct node *next = head->next;
      sum += head->value ^ r;
      head->next = turned;
      turned = head;
      head = next;
    }
    head = turned;
  }
  printf("%lu\n", sum & 0xffffffff);
  return 0;
}
