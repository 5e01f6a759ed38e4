//===- LibcArgz.cpp - Vectors of strings that libc grows -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libc grows a vector by realloc, which leaves it in its arena; the first one, and what takes its place, is moved to the
// saved arena.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include <argz.h>
#include <envz.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

static error_t adopted(error_t Result, char **Vector) {
  void *Block = *Vector;
  libc::adoptBlock(Block, &libc::TextSite.Site);
  *Vector = static_cast<char *>(Block);
  return Result;
}

CGT_PUBLIC error_t __cgt_argz_create(char *const Array[], char **Vector, size_t *Size) {
  *Vector = nullptr; // a failure may leave it as it was
  return adopted(argz_create(Array, Vector, Size), Vector);
}

CGT_PUBLIC error_t __cgt_argz_create_sep(const char *Text, int Separator, char **Vector, size_t *Size) {
  *Vector = nullptr;
  return adopted(argz_create_sep(Text, Separator, Vector, Size), Vector);
}

CGT_PUBLIC error_t __cgt_argz_append(char **Vector, size_t *Size, const char *Text, size_t TextSize) {
  return adopted(argz_append(Vector, Size, Text, TextSize), Vector);
}

CGT_PUBLIC error_t __cgt_argz_add(char **Vector, size_t *Size, const char *Text) {
  return adopted(argz_add(Vector, Size, Text), Vector);
}

CGT_PUBLIC error_t __cgt_argz_add_sep(char **Vector, size_t *Size, const char *Text, int Separator) {
  return adopted(argz_add_sep(Vector, Size, Text, Separator), Vector);
}

CGT_PUBLIC error_t __cgt_argz_insert(char **Vector, size_t *Size, char *Before, const char *Entry) {
  return adopted(argz_insert(Vector, Size, Before, Entry), Vector);
}

CGT_PUBLIC error_t __cgt_argz_replace(char **Vector, size_t *Size, const char *Text, const char *With, unsigned *Count) {
  return adopted(argz_replace(Vector, Size, Text, With, Count), Vector);
}

CGT_PUBLIC error_t __cgt_envz_add(char **Vector, size_t *Size, const char *Name, const char *Value) {
  return adopted(envz_add(Vector, Size, Name, Value), Vector);
}

CGT_PUBLIC error_t __cgt_envz_merge(char **Vector, size_t *Size, const char *Other, size_t OtherSize, int Override) {
  return adopted(envz_merge(Vector, Size, Other, OtherSize, Override), Vector);
}
