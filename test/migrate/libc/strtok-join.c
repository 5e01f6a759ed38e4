// strtok's place in its string is carried: a join of two tables of text, each line split by strtok while checkpoints are made
// between any two fields.
//
// RUN: %carry %s --points 20 --pairs x86_64:x86_64 x86_64:aarch64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
  struct row *next;
  int key;
  char *name;
  int sum;
};

static struct row *rows;

static int checksum(const char *text) {
  unsigned sum = 0;
  for (const char *c = text; *c; c++)
    sum = sum * 31 + (unsigned char)*c;
  return (int)(sum % 1000);
}

// Fields of a line that lives on the stack.
static void readPerson(int n) {
  char line[80];
  snprintf(line, sizeof line, "%d;person %d,;, of %d ;;%d", n, n * n, n % 3, n % 2);
  struct row *row = malloc(sizeof *row);
  *row = (struct row){.next = rows, .key = atoi(strtok(line, ";"))};
  row->name = strdup(strtok(NULL, ";"));
  for (char *field; (field = strtok(NULL, ";, "));)
    row->sum += checksum(field);
  rows = row;
}

static void readAmounts(char *text) {
  for (char *field = strtok(text, " =\n"); field; field = strtok(NULL, " =\n")) {
    int key = atoi(field);
    char *amount = strtok(NULL, "\n");
    struct row *row = rows;
    while (row && row->key != key)
      row = row->next;
    if (row)
      row->sum += amount ? checksum(amount) : 0;
  }
}

int main(void) {
  for (int i = 0; i < 300; i++)
    readPerson(i);
  char *amounts = calloc(1, 20 * 600);
  for (int i = 600; i-- > 0;)
    sprintf(amounts + strlen(amounts), " %d = %d\n", i, i * 37);
  readAmounts(amounts);
  free(amounts);
  for (struct row *row = rows; row; row = row->next)
    printf("%d %s %d\n", row->key, row->name, row->sum);
  printf("%s\n", strtok(NULL, "x") ? "more" : "no more");
  return 0;
}
