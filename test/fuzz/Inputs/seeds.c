/* seeds KIND: an input for CGTFuzzRecords, to stdout: a script, and the stream of this platform that it reads. */
#include "../RecordTypes.h"

/* Of RecordReader.h. */
enum call { VIEW, TAKE, READ_ALL, READ_COUNT, GET, GET_MANY, SKIP, NEXT, ROUND, CONTINUE, WRITE, PUT, FLUSH };
enum source { FUNCTIONS, OWN_MEMORY, MEMORY, DESCRIPTOR, ROUNDING = 4, PIECES = 8 };
enum { LAST = 0x80, NAMED = 0xff, ROOM = 1 << 20 };

static unsigned char room[ROOM];
static cgt_rmr_stream *s;

static void put(int number, const void *data, size_t count) {
  if (cgt_rmr_write(s, record_tag(number), data, count)) {
    fprintf(stderr, "type %d: %s\n", number, cgt_rmr_error(s));
    exit(1);
  }
}

/* The header of Records.cpp, the script, and the stream but its last bytes. */
static int finish(int how, int piece, int tail, int unit, const char *script, size_t size, size_t cut) {
  size_t bytes = cgt_rmr_written(s);
  unsigned char head[6];
  head[0] = (unsigned char)how;
  head[1] = (unsigned char)piece;
  head[2] = (unsigned char)tail;
  head[3] = (unsigned char)unit;
  head[4] = 0;
  head[5] = (unsigned char)size;
  cgt_rmr_close(s);
  if (fwrite(head, sizeof head, 1, stdout) != 1 || fwrite(script, size, 1, stdout) != 1 ||
      fwrite(room, bytes - cut, 1, stdout) != 1)
    return 1;
  return fflush(stdout) != 0;
}
#define FINISH(how, piece, tail, unit, cut, ...)                                                                         \
  do {                                                                                                                   \
    static const char script[] = {__VA_ARGS__};                                                                          \
    return finish(how, piece, tail, unit, script, sizeof script, cut);                                                   \
  } while (0)

static int scalars(void) {
  union {
    signed char sc[8];
    short s[8];
    int i[8];
    long l[8];
    long long ll[8];
    float f[8];
    double d[8];
    long double ld[8];
  } x;
  int type, i;
  for (type = 0; type <= CGT_RMR_LDOUBLE; ++type) {
    for (i = 0; i < 8; ++i)
      switch (type) {
      case CGT_RMR_BOOL: x.sc[i] = i & 1; break;
      case CGT_RMR_CHAR:
      case CGT_RMR_SCHAR:
      case CGT_RMR_UCHAR: x.sc[i] = (signed char)(i * 17); break;
      case CGT_RMR_SHORT:
      case CGT_RMR_USHORT: x.s[i] = (short)(i * -1234); break;
      case CGT_RMR_INT:
      case CGT_RMR_UINT: x.i[i] = i * 123456789; break;
      case CGT_RMR_LONG:
      case CGT_RMR_ULONG: x.l[i] = i * -123456789L; break;
      case CGT_RMR_LLONG:
      case CGT_RMR_ULLONG: x.ll[i] = i * 1234567890123456789LL; break;
      case CGT_RMR_FLOAT: x.f[i] = (float)i / 3; break;
      case CGT_RMR_DOUBLE: x.d[i] = i / 3.0; break;
      default: x.ld[i] = i == 7 ? i / 3.0L : i / 4.0L; /* the last one is lost in a shorter format */
      }
    for (i = 0; i < 4; ++i)
      put(type, &x, 1);
    put(type, &x, 8);
  }
  FINISH(FUNCTIONS, 50, 0, 0, 0, READ_ALL, NAMED, GET, LAST, GET_MANY, LAST, VIEW, NAMED);
}

static int structs(void) {
  struct kinds k[2];
  struct bits b[5];
  struct pair p[3] = {{1, 2}, {3, -4}, {5, 6}};
  struct three t[3] = {{{1, 2, 3}}, {{-1, -2, -3}}, {{4, 5, 6}}};
  struct rgb c[3] = {{{1, 2, 3}}, {{4, 5, 6}}, {{7, 8, 9}}};
  enum color color[2] = {GREEN, BLUE};
  int i;
  memset(b, 0, sizeof b);
  for (i = 0; i < 5; ++i) {
    b[i].a = (unsigned)i & 7;
    b[i].b = -1000 * i;
    b[i].e = 1234567890123uLL * (unsigned)i;
    b[i].g = (short)-i;
  }
  fill_kinds(&k[0], 0);
  fill_kinds(&k[1], 1);
  put(15, k, 2);
  for (i = 0; i < 3; ++i) {
    put(20, &p[i], 1);
    put(21, &t[i], 1);
    put(22, &c[i], 1);
    put(23, &b[i], 1);
    put(17, k[0].in, 1);
  }
  put(19, color, 2);
  put(23, b, 5);
  put(15, k, 1);
  put(18, &k[0].w, 1);
  put(20, p, 3);
  put(21, t, 3);
  put(22, c, 3);
  FINISH(MEMORY | PIECES | 0x50, 30, 0, 0, 0, TAKE, NAMED, GET, 20, GET, 21, GET, 22, GET, 23, CONTINUE, READ_COUNT, NAMED, 1,
         VIEW, NAMED);
}

/* The last one's bytes are zeros but for the first. */
static int larges(void) {
  static struct large large;
  int i;
  for (i = 0; i < 2500; ++i)
    large.s[i / 500][i % 500] = (short)(i / 50);
  put(24, large.s, 1);
  put(24, large.s[1], 1);
  put(25, &large, 1);
  FINISH(DESCRIPTOR | ROUNDING, 0, 0xf0, 0, sizeof large - 100, VIEW, NAMED, GET, 24, READ_ALL, NAMED);
}

static int graphs(void) {
  static char one[] = "one", two[] = "two";
  char *words[2] = {one, two};
  struct city cities[2];
  struct road roads[2];
  struct node nodes[3];
  struct line lines[2] = {{one, 'e'}, {one + 1, 'e'}};
  struct tree trees[6];
  struct book book;
  struct choice choices[2] = {{1, {NULL}, NULL}, {2, {NULL}, NULL}};
  double numbers[4] = {0, 1, -2, 0.25};
  struct bits flags = {0};
  int i;
  fill_cities(cities, roads, words);
  put(16, cities, 2);
  memset(nodes, 0, sizeof nodes);
  for (i = 0; i < 3; ++i) {
    nodes[i].next = &nodes[(i + 1) % 3];
    nodes[i].back = &nodes[(i + 2) % 3];
    nodes[i].value = i;
    nodes[i].weight = i / 2.0L;
  }
  put(26, nodes, 1);
  put(27, lines, 2);
  memset(trees, 0, sizeof trees);
  trees[0].n = 2;
  trees[0].kids = trees + 1;
  trees[1].n = 3;
  trees[1].kids = trees + 3;
  put(28, trees, 1);
  memset(&book, 0, sizeof book);
  strcpy(book.title, "book");
  book.pages = 4;
  book.numbers = numbers;
  book.flags = &flags;
  book.n = 2;
  book.lines = lines;
  book.words = words;
  put(29, &book, 1);
  choices[0].other = choices + 1;
  put(32, choices, 1);
  put(26, nodes, 2);
  FINISH(OWN_MEMORY, 9, 0, 0, 0, TAKE, NAMED, WRITE, LAST, 2, PUT, 8, PUT, 8, FLUSH, VIEW, NAMED, NEXT, SKIP);
}

/* One head of many elements: most of the bytes are repetitions. */
static int bulk(int type, size_t size, int how, int tail) {
  static char data[256 << 10];
  size_t bytes = ((size_t)tail - 0xef) << 14, count = bytes / size, i;
  for (i = 0; i < sizeof data; ++i)
    data[i] = (char)(i % 8 ? 0 : i);
  if (type == CGT_RMR_LDOUBLE)
    for (i = 0; i < count; ++i)
      ((long double *)(void *)data)[i] = 1 / 3.0L;
  put(type, data, count);
  FINISH(how, 0, tail, 64, count * size - 64, READ_ALL, NAMED, VIEW, NAMED);
}

/* And single elements, again and again. */
static int repeated(void) {
  struct pair p = {1, 2};
  long l = -3;
  int i;
  for (i = 0; i < 2; ++i) {
    put(8, &l, 1);
    put(20, &p, 1);
    put(6, &i, 1);
  }
  FINISH(FUNCTIONS, 7, 60, 32, 0, READ_ALL, NAMED, GET, 8, GET, 20, GET, 6);
}

int main(int argc, char **argv) {
  static const char *const kinds[] = {"scalars", "structs", "larges", "graphs", "shorts", "longs", "doubles", "repeated"};
  int kind = 0;
  while (kind < 8 && (argc < 2 || strcmp(argv[1], kinds[kind])))
    ++kind;
  s = cgt_rmr_open_output(room, sizeof room);
  switch (kind) {
  case 0: return scalars();
  case 1: return structs();
  case 2: return larges();
  case 3: return graphs();
  case 4: return bulk(CGT_RMR_SHORT, sizeof(short), DESCRIPTOR, 0xf2);
  case 5: return bulk(CGT_RMR_LONG, sizeof(long), FUNCTIONS, 0xf9);
  case 6: return bulk(CGT_RMR_LDOUBLE, sizeof(long double), FUNCTIONS, 0xf9);
  case 7: return repeated();
  default: return 2;
  }
}
