/* loss write: values at the limits of what other platforms hold. loss read [round]: which of them arrive. */
#include <cgt/rmr.h>
#include <float.h>
#include <stdio.h>
#include <string.h>

struct part {
  char before;
  long value[3];
};
struct sample {
  struct part part[2];
  unsigned long positive;
  long double exact;
};

int main(int argc, char **argv) {
  const cgt_rmr_tag *tag = CGT_TAG_OF(struct sample);
  struct sample s[2];
  int i;
  if (strcmp(argv[1], "write") == 0) {
    cgt_rmr_stream *out = cgt_rmr_open_fd(1);
    memset(s, 0, sizeof s);
    for (i = 0; i < 6; ++i) {
      s[1].part[1].value[1] = s[1].part[0].value[2] = 0;
      s[0].positive = s[1].positive = 0;
      s[0].exact = s[1].exact = 0.5L;
      if (i == 0)
        s[1].part[1].value[1] = sizeof(long) > 4 ? (long)(1ul << (sizeof(long) > 4 ? 32 : 0)) : 0;
      if (i == 1)
        s[1].part[0].value[2] = sizeof(long) > 4 ? -2147483647L * (sizeof(long) / 4) - 2 : 0;
      if (i == 2)
        s[1].part[0].value[2] = -2147483647L - 1, s[0].positive = 4294967295u; /* both fit */
      if (i == 3)
        s[0].positive = ~0ul;
      if (i == 4)
        s[1].exact = 1 / 3.0L;
      if (i == 5)
        s[0].exact = LDBL_MAX;
      if (cgt_rmr_write(out, tag, s, 2) != CGT_RMR_OK)
        return 1;
    }
    return cgt_rmr_close(out) != CGT_RMR_OK;
  } else {
    cgt_rmr_stream *in = cgt_rmr_open_fd(0);
    cgt_rmr_status status;
    cgt_rmr_allow_rounding(in, argc > 2);
    for (i = 0; (status = cgt_rmr_read(in, tag, s, 2)) != CGT_RMR_EndOfStream; ++i) {
      printf("%d: %s\n", i, status == CGT_RMR_OK ? "ok" : cgt_rmr_error(in));
      if (i > 9)
        return 1;
    }
    cgt_rmr_close(in);
    return 0;
  }
}
