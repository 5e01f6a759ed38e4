/* What golden images are of: saved at its 40th poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum shade { LIGHT = 1, DARK = -3 };

struct leaf {
  char label[5];
  enum shade shade;
  unsigned bits : 5;
  int more : 9;
  long count;
  double x;
  struct leaf *left, *right;
};

static struct leaf *root;
static long long sum = 1LL << 40;
static const char *text = "a literal";

static struct leaf *insert(struct leaf *at, long count) {
  if (!at) {
    at = calloc(1, sizeof *at);
    snprintf(at->label, sizeof at->label, "%ld", count % 1000);
    at->shade = count & 1 ? DARK : LIGHT;
    at->bits = (unsigned)count & 31;
    at->more = (int)(count % 500) - 250;
    at->count = count;
    at->x = (double)count / 3;
    return at;
  }
  if (count < at->count)
    at->left = insert(at->left, count);
  else
    at->right = insert(at->right, count);
  cgt_poll();
  return at;
}

static void print(const struct leaf *at) {
  if (!at)
    return;
  print(at->left);
  printf("%s %d %u %d %ld %a\n", at->label, at->shade, at->bits, at->more, at->count, at->x);
  print(at->right);
}

int main(void) {
  long numbers[12] = {500, 200, 700, 100, 300, 600, 800, 50, -150, 250, 350, 650};
  const long *next = numbers;
  int i;
  for (i = 0; i < 12; ++i) {
    root = insert(root, *next++);
    sum += i;
  }
  print(root);
  printf("%lld %s %d\n", sum, text, (int)(next - numbers));
  return 0;
}
