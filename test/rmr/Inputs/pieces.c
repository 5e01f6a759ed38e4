/* pieces write: large records. pieces read: what arrives of them, the last value of those that do. */
#include <cgt/rmr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long row[10];
struct pair {
  char before;
  long value;
};
struct large {
  char before[140000];
  long value;
};
enum { PAIRS = 100000, LONGS = 100001, LARGE = 3, ROWS = 20000 };

static struct pair pairs[PAIRS];
static long longs[LONGS];
static struct large large[LARGE];
static row rows[ROWS];

int main(int argc, char **argv) {
  struct {
    const cgt_rmr_tag *tag;
    void *data;
    size_t count;
    long *bad, *last;
  } all[] = {
      {CGT_TAG_OF(struct pair), pairs, PAIRS, &pairs[77777].value, &pairs[PAIRS - 1].value},
      {CGT_TAG_OF(long), longs, LONGS, &longs[LONGS - 1], &longs[LONGS - 1]},
      {CGT_TAG_OF(struct large), large, LARGE, &large[2].value, &large[2].value},
      {CGT_TAG_OF(row), rows, ROWS, &rows[12345][6], &rows[ROWS - 1][9]},
  };
  cgt_rmr_stream *s = cgt_rmr_open_fd(argc > 1 && strcmp(argv[1], "write") == 0);
  unsigned i, round;
  for (i = 0; i < sizeof all / sizeof *all; ++i)
    for (round = 0; round < 2; ++round) {
      if (strcmp(argv[1], "write") == 0) {
        *all[i].last = -7;
        if (round == 0 && sizeof(long) > 4)
          *all[i].bad = (long)(1ul << (sizeof(long) > 4 ? 40 : 0));
        if (cgt_rmr_write(s, all[i].tag, all[i].data, all[i].count) != CGT_RMR_OK)
          return 1;
        *all[i].bad = all[i].bad == all[i].last ? -7 : 0;
      } else {
        cgt_rmr_status status = cgt_rmr_read(s, all[i].tag, all[i].data, all[i].count);
        if (status == CGT_RMR_OK)
          printf("ok %ld\n", *all[i].last);
        else
          printf("%s\n", cgt_rmr_error(s));
      }
    }
  return cgt_rmr_close(s) != CGT_RMR_OK;
}
