// A va_list obstructs a checkpoint from va_start or va_copy to va_end only, as a parameter until its last use, and the function's arguments
// until its last va_start: before and behind that the function is saved and resumed like any other. What waits names the function.
//
// RUN: %carry %s --work %t --deferrable --at-least 100 --points 30 --flags +fplugin-arg-cgt-polls=all +Wall +Wextra +Werror
// RUN: %carry %s --work %t --deferrable --at-least 20 --points 6 --pairs cover --flags +fplugin-arg-cgt-polls=all
// RUN: %cgt-x86_64 -O2 -fplugin-arg-cgt-polls=explicit -DCHECKPOINT %s -o %t.exe
// RUN: env CGT_OPTIONS=save=%t.image %t.exe 2>&1 | FileCheck %s
// CHECK: cgt: error: cgt_checkpoint: nothing was saved: function 'sum' (va-list-ended.c:{{[0-9]+}}) is on the stack
// CHECK: before -2
// CHECK: alive -2
// CHECK: again -2
// CHECK: ended 0
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdarg.h>
#include <stdio.h>

#ifdef CHECKPOINT
static void tell(const char *when) {
  int result = cgt_checkpoint();
  fprintf(stderr, "%s %d\n", when, result);
}
#else
static void tell(const char *when) { printf("%s\n", when); }
#endif

static long show(const char *what, long value) {
  printf("%s %ld\n", what, value);
  return value;
}

// The parameter is used in the first loop for the last time.
static long read_all(int count, va_list list) {
  long values[8], sum = 0;
  for (int i = 0; i < count; i++)
    values[i] = va_arg(list, int);
  for (int i = 0; i < count; i++)
    sum += show("read", values[i]);
  return sum;
}

static long sum(int count, ...) {
  long of[8], all = 0;
  va_list list, copy;
  tell("before");
  va_start(list, count);
  for (int i = 0; i < count; i++)
    of[i] = va_arg(list, int);
  tell("alive");
  va_end(list);
  tell("again");
  for (int i = 0; i < count; i++)
    all += show("value", of[i]);
  if (all % 2) {
    va_start(list, count);
    va_copy(copy, list);
    all += read_all(count, list);
    va_end(list);
    all += show("copied", va_arg(copy, int));
    va_end(copy);
  }
  tell("ended");
  for (int i = 0; i < 3; i++)
    all += show("later", i);
  return all;
}

// A message first, then work: as programs' own printf() do.
static int format(char *to, size_t size, const char *how, ...) {
  va_list list;
  va_start(list, how);
  int length = vsnprintf(to, size, how, list);
  va_end(list);
  for (int i = 0; i < length; i += 4)
    show(to + i, to[i]);
  return length;
}

struct reader {
  va_list list;
  int left;
};

static int next(struct reader *from) { return from->left-- > 0 ? va_arg(from->list, int) : -1; }

static long in_struct(int count, ...) {
  struct reader reader;
  reader.left = count;
  va_start(reader.list, count);
  long all = 0;
  for (int value; (value = next(&reader)) >= 0;)
    all += show("member", value);
  va_end(reader.list);
  return show("members", all);
}

int main(void) {
  long all = 0;
  for (int i = 0; i < 3; i++) {
    all += sum(3, i, 2 * i, 5);
    char text[40];
    all += format(text, sizeof text, "%d-%s-%ld", i, "text", all);
    all += in_struct(2, i, 7);
    show("all", all);
  }
  return 0;
}
