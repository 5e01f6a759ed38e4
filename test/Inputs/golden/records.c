/* records write: a stream with records of every kind and a linked structure, to stdout. records read: shows one. records tags:
   the builder's tags are the plugin's. */
#include "records.h"

static int fail(cgt_rmr_stream *s, const char *what) {
  fprintf(stderr, "%s: %s\n", what, cgt_rmr_error(s));
  return 1;
}

int main(int argc, char **argv) {
  cgt_rmr_builder *b = cgt_rmr_builder_new();
  const cgt_rmr_tag *tag = kinds_tag(b), *city = city_tag(b), *number;
  struct kinds k[3];
  int i, status = 0;
  number = cgt_rmr_build(b, cgt_rmr_scalar_type(b, CGT_RMR_LONG));
  if (!tag || !city || !number)
    return fprintf(stderr, "no tag: %s\n", cgt_rmr_builder_error(b)), 1;
  if (argc > 1 && strcmp(argv[1], "tags") == 0) {
    char text[1024];
#if CGT_HAS_TAG_OF
    static const cgt_rmr_tag *const constants[] = {CGT_TAG_OF(struct kinds), CGT_TAG_OF(struct city), CGT_TAG_OF(long)};
    const cgt_rmr_tag *built[3];
    built[0] = tag;
    built[1] = city;
    built[2] = number;
    for (i = 0; i < 3; ++i) {
      size_t size = cgt_rmr_tag_size(built[i]);
      if (size != cgt_rmr_tag_size(constants[i]) || memcmp(built[i], constants[i], size) != 0)
        printf("%d: ", i);
    }
    printf("same\n");
#endif
    cgt_rmr_tag_print(tag, text, sizeof text);
    printf("%s\n", text);
  } else if (argc > 1 && strcmp(argv[1], "write") == 0) {
    cgt_rmr_stream *s = cgt_rmr_open_fd(1);
    long n = -42;
    static char stop[] = "stop", slow[] = "slow";
    char *signs[2] = {stop, slow};
    struct city c[2];
    struct road r[2];
    fill_cities(c, r, signs);
    for (i = 0; i < 3; ++i)
      fill_kinds(&k[i], i);
    if (cgt_rmr_write(s, tag, k, 1) || cgt_rmr_write(s, number, &n, 1) || cgt_rmr_write(s, tag, k, 3) ||
        cgt_rmr_write(s, city, c, 2))
      status = fail(s, "write");
    if (cgt_rmr_close(s))
      status = 1;
  } else {
    cgt_rmr_stream *s = cgt_rmr_open_fd(0);
    const char *name;
    const void *view;
    void *block;
    size_t count;
    long n = 0;
    cgt_rmr_status end;
    if (cgt_rmr_read(s, tag, k, 1))
      return fail(s, "read");
    print_kinds(k);
    if (cgt_rmr_next(s, &name, &count))
      return fail(s, "next");
    printf("%lu of %s\n", (unsigned long)count, name);
    if (cgt_rmr_read(s, number, &n, 1))
      return fail(s, "read");
    printf("%ld\n", n);
    if (cgt_rmr_view(s, tag, &view, &count))
      return fail(s, "view");
    for (i = 0; i < (int)count; ++i)
      print_kinds((const struct kinds *)view + i);
    if (cgt_rmr_take(s, city, &block, &count))
      return fail(s, "take");
    print_cities((struct city *)block);
    cgt_rmr_free(s, block);
    end = cgt_rmr_skip(s);
    printf("%s\n", cgt_rmr_text(end));
    cgt_rmr_close(s);
  }
  cgt_rmr_builder_free(b);
  return status;
}
