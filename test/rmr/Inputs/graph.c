/* Linked structures: shared and circular, strings, counted arrays, pointers into other objects, a long list. */
#include "../../Inputs/golden/records.h"

struct link {
  struct link *next;
  int value;
  struct link *back;
};

#if CGT_HAS_TAG_OF
#define CITY(b) CGT_TAG_OF(struct city)
#define LINK(b) CGT_TAG_OF(struct link)
#else
#define CITY(b) city_tag(b)
static const cgt_rmr_tag *LINK(cgt_rmr_builder *b) {
  cgt_rmr_type link = cgt_rmr_struct_type(b, "struct link", sizeof(struct link));
  cgt_rmr_type to = cgt_rmr_pointer_type(b, link);
  CGT_RMR_MEMBER(b, link, struct link, next, to);
  CGT_RMR_MEMBER(b, link, struct link, value, cgt_rmr_scalar_type(b, CGT_RMR_INT));
  CGT_RMR_MEMBER(b, link, struct link, back, to);
  return cgt_rmr_build(b, link);
}
#endif

#ifndef LENGTH
#define LENGTH 3000
#endif
enum { Length = LENGTH };

static int check(cgt_rmr_stream *s, cgt_rmr_status status) {
  if (status != CGT_RMR_OK)
    fprintf(stderr, "%s\n", cgt_rmr_error(s));
  return status != CGT_RMR_OK;
}

static int send_all(const cgt_rmr_tag *city, const cgt_rmr_tag *link) {
  cgt_rmr_stream *s = cgt_rmr_open_fd(1);
  static char stop[] = "stop";
  char slow[] = "slow";
  char *signs[2] = {stop, slow};
  struct city c[2];
  struct road r[2];
  static struct link list[Length];
  int i, bad;
  fill_cities(c, r, signs);
  for (i = 0; i < Length; ++i) {
    list[i].value = i;
    list[i].next = i + 1 < Length ? &list[i + 1] : NULL;
    list[i].back = i > 0 ? &list[i - 1] : NULL;
  }
  bad = check(s, cgt_rmr_write(s, city, c, 2)) || check(s, cgt_rmr_write(s, link, list, 1));
  return cgt_rmr_close(s) != CGT_RMR_OK || bad;
}

static int receive_all(const cgt_rmr_tag *city, const cgt_rmr_tag *link) {
  cgt_rmr_stream *s = cgt_rmr_open_fd(0);
  void *data;
  size_t count;
  struct link *l, *last = NULL;
  long length = 0;
  if (check(s, cgt_rmr_take(s, city, &data, &count)))
    return 1;
  printf("%lu\n", (unsigned long)count);
  print_cities(data);
  cgt_rmr_free(s, data);
  if (check(s, cgt_rmr_take(s, link, &data, NULL)))
    return 1;
  for (l = data; l && l->value == length && l->back == last; l = l->next) {
    last = l;
    ++length;
  }
  printf("%ld %s\n", length, l ? "and then wrong" : "in order");
  free(data);
  return cgt_rmr_close(s) != CGT_RMR_OK;
}

int main(int argc, char **argv) {
  cgt_rmr_builder *b = cgt_rmr_builder_new();
  const cgt_rmr_tag *city = CITY(b), *link = LINK(b);
  int status = 1;
  if (!city || !link)
    fprintf(stderr, "%s\n", cgt_rmr_builder_error(b));
  else
    status = argc > 1 && strcmp(argv[1], "write") == 0 ? send_all(city, link) : receive_all(city, link);
  cgt_rmr_builder_free(b);
  return status;
}
