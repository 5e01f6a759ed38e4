//===- queens.c - N queens by recursion -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: queens [SIDE [NONCE [ROUNDS]]]
//
// Finds every way to put SIDE queens on a board so that none attacks another,
// by recursion with one activation for each row. The nonce decides in which
// order columns are tried. Each activation keeps its own choice on its stack
// and a pointer to the one before, so a solution is a list through the stack.
//
//===----------------------------------------------------------------------===//

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20 };

// A queen in the row after its predecessor's; lives in search()'s activation.
struct queen {
  const struct queen *before;
  int row, column;
};

struct solution {
  unsigned char column[MOST];
};

struct board {
  int side;
  int order[MOST]; // columns in the order in which they are tried
  uint64_t nodes;
  struct solution *solutions; // grows by realloc
  size_t count, capacity;
  uint32_t check; // over all solutions, in the order found
  unsigned round;
};

static uint32_t next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  return z ^ z >> 15;
}

static int attacked(const struct queen *last, int row, int column) {
  for (const struct queen *q = last; q; q = q->before) {
    int distance = row - q->row;
    if (q->column == column || q->column == column - distance ||
        q->column == column + distance)
      return 1;
  }
  return 0;
}

static void keep(struct board *board, const struct queen *last) {
  if (board->count == board->capacity) {
    size_t capacity = board->capacity ? 2 * board->capacity : 4;
    struct solution *grown =
        realloc(board->solutions, capacity * sizeof *grown);
    if (!grown) {
      fprintf(stderr, "queens: out of memory\n");
      exit(1);
    }
    board->solutions = grown;
    board->capacity = capacity;
  }
  struct solution *s = &board->solutions[board->count++];
  memset(s, 0, sizeof *s);
  for (const struct queen *q = last; q; q = q->before) {
    s->column[q->row] = (unsigned char)q->column;
    board->check = board->check * 31 + (uint32_t)q->column;
  }
}

static void search(struct board *board, const struct queen *before, int row) {
  board->nodes++;
  if (row == board->side) {
    keep(board, before);
    if (board->count % 16 == 1)
      printf("round %u solution %zu after %llu nodes, check %08x\n",
             board->round, board->count, (unsigned long long)board->nodes,
             (unsigned)board->check);
    return;
  }
  struct queen queen = {before, row, 0};
  for (int i = 0; i < board->side; i++) {
    queen.column = board->order[i];
    if (!attacked(before, row, queen.column))
      search(board, &queen, row + 1);
  }
}

static void shuffle(struct board *board, uint32_t *state) {
  for (int i = 0; i < board->side; i++)
    board->order[i] = i;
  for (int i = board->side - 1; i > 0; i--) {
    int j = (int)(next_random(state) % (uint32_t)(i + 1));
    int old = board->order[i];
    board->order[i] = board->order[j];
    board->order[j] = old;
  }
}

static void print_solution(const struct board *board, size_t index) {
  printf("solution %zu:", index + 1);
  for (int row = 0; row < board->side; row++)
    printf(" %d", board->solutions[index].column[row]);
  printf("\n");
}

static void run(int side, uint32_t nonce, unsigned rounds) {
  struct board board = {.side = side};
  for (; board.round < rounds; board.round++) {
    board.count = 0;
    board.nodes = 0;
    shuffle(&board, &nonce);
    search(&board, NULL, 0);
    printf("round %u: %zu solutions, %llu nodes, check %08x\n", board.round,
           board.count, (unsigned long long)board.nodes,
           (unsigned)board.check);
    if (board.count)
      print_solution(&board, board.count / 2);
  }
  free(board.solutions);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned side = argument(argc, argv, 1, 7);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (side < 1 || side > MOST) {
    fprintf(stderr, "usage: queens [SIDE [NONCE [ROUNDS]]], SIDE 1 to %d\n",
            MOST);
    return 2;
  }
  printf("%u queens, nonce %u\n", side, (unsigned)nonce);
  run((int)side, nonce, rounds);
  return 0;
}
