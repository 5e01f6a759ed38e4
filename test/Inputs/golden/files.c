/* What golden images of version 6 are of: open files, none of which has a name that another process would have to find. A file that was
   read into, with characters pushed back, a stream on memory, one on a device, and two descriptors that share a position. Saved at its 3rd
   poll. Never changed: images of it are kept. */
#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct files {
  FILE *scratch, *memory, *null;
  int copy;
};

static char *text;
static size_t length;

static int next(FILE *file) {
  int value = -1;
  if (fscanf(file, "%d", &value) != 1)
    return -1;
  return value;
}

int main(void) {
  struct files *f = malloc(sizeof *f);
  int round, sum = 0;
  char ahead[8] = "";
  f->scratch = tmpfile();
  f->memory = open_memstream(&text, &length);
  f->null = fopen("/dev/null", "w");
  for (round = 0; round < 200; round++)
    fprintf(f->scratch, "%d\n", round * round);
  rewind(f->scratch);
  f->copy = dup(fileno(f->scratch));
  for (round = 0; round < 6; round++) {
    sum += next(f->scratch);
    if (round == 2)
      ungetc('7', f->scratch);
    fprintf(f->memory, "%d,", sum);
    fprintf(f->null, "%d\n", sum);
    cgt_poll();
  }
  fseek(f->scratch, 0, SEEK_END);
  fprintf(f->scratch, "end\n");
  fflush(f->scratch);
  lseek(f->copy, -4, SEEK_CUR);
  if (read(f->copy, ahead, 4) != 4)
    return 1;
  fclose(f->memory);
  printf("%d %s %d %s", sum, text, (int)length, ahead);
  return fclose(f->scratch) | fclose(f->null);
}
