/* Huffman codes: a heap of trees, then coding and decoding.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

struct node {
  unsigned long weight;
  int left, right;
};
static struct node nodes[512];
static int heap[256], heaped;
static unsigned code[256];
static int length[256];

static void push(int n) {
  int i = heaped++;
  while (i && nodes[heap[(i - 1) / 2]].weight > nodes[n].weight) {
    heap[i] = heap[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  heap[i] = n;
}

static int pop(void) {
  int top = heap[0], last = heap[--heaped], i = 0;
  for (;;) {
    int c = 2 * i + 1;
    if (c >= heaped)
      break;
    if (c + 1 < heaped && nodes[heap[c + 1]].weight < nodes[heap[c]].weight)
      c++;
    if (nodes[heap[c]].weight >= nodes[last].weight)
      break;
    heap[i] = heap[c];
    i = c;
  }
  heap[i] = last;
  return top;
}

static void assign(int n, unsigned bits, int depth) {
  if (nodes[n].left < 0) {
    code[n] = bits;
    length[n] = depth;
    return;
  }
  assign(nodes[n].left, bits << 1, depth + 1);
  assign(nodes[n].right, bits << 1 | 1, depth + 1);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 130, size = 200000;
  unsigned char *text = malloc(size), *coded = malloc(2 * size);
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    unsigned seed = r + 1;
    for (int i = 0; i < 256; i++)
      nodes[i] = (struct node){1, -1, -1};
    for (int i = 0; i < size; i++) {
      seed = seed * 1103515245 + 12345;
      unsigned v = seed >> 20 & 255;
      text[i] = v & (v >> 3);
      nodes[text[i]].weight++;
    }
    int next = 256;
    for (int i = 0; i < 256; i++)
      push(i);
    while (heaped > 1) {
      int a = pop(), b = pop();
      nodes[next] = (struct node){nodes[a].weight + nodes[b].weight, a, b};
      push(next++);
    }
    int root = pop();
    assign(root, 0, 0);
    unsigned long bits = 0;
    int used = 0, at = 0;
    for (int i = 0; i < size; i++) {
      bits = bits << length[text[i]] | code[text[i]];
      at += length[text[i]];
      while (at >= 8) {
        at -= 8;
        coded[used++] = (bits >> at) & 255;
      }
    }
    int n = root;
    for (int i = 0; i < used * 8; i++) {
      n = coded[i / 8] >> (7 - i % 8) & 1 ? nodes[n].right : nodes[n].left;
      if (nodes[n].left < 0) {
        sum += n;
        n = root;
      }
    }
  }
  printf("%lu\n", sum & 0xffffffff);
  return 0;
}
