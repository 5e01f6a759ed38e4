//===- Sizes.cpp - Values that are computed from sizes -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Sizes.h"

using namespace cgt;

namespace {

/// Reads both sides' texts in step.
class SizeReader {
public:
  SizeReader(Str Theirs, Str Own, const SizeScope &Scope)
      : Scope(Scope), At{Theirs.Data, Own.Data}, End{Theirs.Data + Theirs.Size, Own.Data + Own.Size} {}

  bool atEnd() const { return At[0] == End[0] && At[1] == End[1]; }
  bool failed() const { return Bad; }
  /// Takes \p C if it comes next.
  bool take(char C);
  bool number(int64_t (&N)[2]);
  SizeValue alternative();
  bool form(SizeValue *Known, unsigned &Count);

  static constexpr unsigned MostAlternatives = 8;

private:
  bool fail() {
    Bad = true;
    return false;
  }
  SizeValue sum(bool IsUnclear);
  SizeValue term();
  SizeValue atom();
  SizeValue parameter(const int64_t (&Index)[2]) const;

  const SizeScope &Scope;
  const char *At[2], *End[2];
  bool Bad = false;
};

} // namespace

static SizeValue unclear() {
  SizeValue V;
  V.Unclear = true;
  return V;
}

static bool times(const int64_t (&X)[2], const int64_t (&Y)[2], int64_t (&Out)[2]) {
  return !__builtin_mul_overflow(X[0], Y[0], &Out[0]) && !__builtin_mul_overflow(X[1], Y[1], &Out[1]);
}

/// Anything, the same on both sides.
static SizeValue any() {
  SizeValue V;
  V.B[0] = V.B[1] = 1;
  return V;
}

static SizeValue product(const SizeValue &X, const SizeValue &Y) {
  if (X.Unclear || Y.Unclear)
    return unclear();
  SizeValue Out;
  if (X.hasB() && Y.hasB()) {
    if (!X.A[0] && !X.A[1] && !Y.A[0] && !Y.A[1] && times(X.B, Y.B, Out.B))
      return Out;
    return X.isPlain() && Y.isPlain() ? any() : unclear();
  }
  const SizeValue &One = X.hasB() ? Y : X, &Other = X.hasB() ? X : Y;
  return times(One.A, Other.A, Out.A) && times(One.A, Other.B, Out.B) ? Out : unclear();
}

static SizeValue plus(const SizeValue &X, const SizeValue &Y) {
  if (X.Unclear || Y.Unclear)
    return unclear();
  SizeValue Out;
  for (unsigned S = 0; S < 2; ++S)
    if (__builtin_add_overflow(X.A[S], Y.A[S], &Out.A[S]))
      return unclear();
  const SizeValue &WithB = X.hasB() ? X : Y;
  bool Fit = !X.hasB() || !Y.hasB() || (X.B[0] == Y.B[0] && X.B[1] == Y.B[1]);
  bool Numbers = X.B[0] == X.B[1] && Y.B[0] == Y.B[1];
  if (!Fit && !Numbers)
    return unclear();
  for (unsigned S = 0; S < 2; ++S)
    Out.B[S] = Fit ? WithB.B[S] : 1;
  return Out;
}

bool SizeReader::take(char C) {
  bool Has[2];
  for (unsigned S = 0; S < 2; ++S)
    Has[S] = At[S] != End[S] && *At[S] == C;
  if (Has[0] != Has[1])
    return fail();
  if (Has[0])
    ++At[0], ++At[1];
  return Has[0];
}

bool SizeReader::number(int64_t (&N)[2]) {
  for (unsigned S = 0; S < 2; ++S) {
    bool Minus = At[S] != End[S] && *At[S] == '-';
    At[S] += Minus;
    const char *Begin = At[S];
    for (N[S] = 0; At[S] != End[S] && *At[S] >= '0' && *At[S] <= '9'; ++At[S])
      if (__builtin_mul_overflow(N[S], 10, &N[S]) || __builtin_add_overflow(N[S], *At[S] - '0', &N[S]))
        return fail();
    if (At[S] == Begin)
      return fail();
    N[S] = Minus ? -N[S] : N[S];
  }
  return true;
}

SizeValue SizeReader::parameter(const int64_t (&Index)[2]) const {
  for (size_t K = 0; K < Scope.NumParameters; ++K)
    if (const SizeParameter &P = Scope.Parameters[K]; P.Index[0] == Index[0] && P.Index[1] == Index[1])
      return P.Value;
  return any();
}

SizeValue SizeReader::atom() {
  int64_t Index[2];
  bool IsSize = take('s');
  if ((!IsSize && !take('p')) || !number(Index)) {
    fail();
    return unclear();
  }
  if (!IsSize)
    return parameter(Index);
  SizeValue V;
  for (unsigned S = 0; S < 2; ++S) {
    if (Index[S] < 1 || static_cast<uint64_t>(Index[S]) > Scope.NumSizes[S])
      return unclear();
    V.A[S] = static_cast<int64_t>(Scope.Sizes[S][Index[S] - 1]);
  }
  return V;
}

SizeValue SizeReader::term() {
  SizeValue V;
  if (!number(V.A))
    return unclear();
  while (!Bad && take('*'))
    V = product(V, atom());
  return V;
}

SizeValue SizeReader::sum(bool IsUnclear) {
  SizeValue V;
  do {
    SizeValue One = term();
    if (IsUnclear && !One.isPlain())
      One.Unclear = true;
    V = plus(V, One);
  } while (!Bad && take('+'));
  return V;
}

SizeValue SizeReader::alternative() {
  if (take('?')) {
    SizeValue V = sum(true);
    return V.Unclear ? V : any();
  }
  SizeValue V = sum(false);
  if (Bad || !take('~'))
    return V;
  return plus(V, product(any(), sum(false)));
}

bool SizeReader::form(SizeValue *Known, unsigned &Count) {
  Count = 0;
  do {
    if (Count == MostAlternatives)
      return fail();
    Known[Count++] = alternative();
  } while (!Bad && take('|'));
  return !Bad;
}

/// Is \p Value of the form that \p V says? Then what it is here.
static bool fits(const SizeValue &V, int64_t Value, int64_t &Result) {
  int64_t Rest, Count = 0;
  if (__builtin_sub_overflow(Value, V.A[SideTheirs], &Rest))
    return false;
  if (Rest != 0) {
    int64_t Step = V.B[SideTheirs];
    if (Step == 0 || (Step == -1 && Rest == INT64_MIN) || Rest % Step != 0)
      return false;
    Count = Rest / Step;
  }
  return !__builtin_mul_overflow(Count, V.B[SideOwn], &Result) && !__builtin_add_overflow(Result, V.A[SideOwn], &Result);
}

/// Have the texts anything to do with what differs? For texts that don't fit together.
static bool anyDiffers(const SizeScope &Scope) {
  if (Scope.NumSizes[0] != Scope.NumSizes[1])
    return true;
  for (uint32_t K = 0; K < Scope.NumSizes[0]; ++K)
    if (Scope.Sizes[0][K] != Scope.Sizes[1][K])
      return true;
  for (size_t K = 0; K < Scope.NumParameters; ++K)
    if (!Scope.Parameters[K].Value.isPlain())
      return true;
  return false;
}

SizeResult cgt::translateSize(Str Theirs, Str Own, const SizeScope &Scope, int64_t Value, int64_t &Result) {
  if (Theirs.empty() || Own.empty() || Value == 0) // not noted by an older CGT; not set yet
    return SizeResult::Same;
  SizeReader Reader(Theirs, Own, Scope);
  SizeValue Known[SizeReader::MostAlternatives];
  unsigned Count;
  if (!Reader.form(Known, Count) || !Reader.atEnd())
    return anyDiffers(Scope) ? SizeResult::Unclear : SizeResult::Same;
  bool Found = false, Differs = false;
  for (unsigned K = 0; K < Count; ++K) {
    int64_t Here;
    Differs |= !Known[K].isPlain();
    if (Known[K].Unclear)
      return SizeResult::Unclear;
    if (!fits(Known[K], Value, Here))
      continue;
    if (Found && Here != Result)
      return SizeResult::Unclear;
    Found = true;
    Result = Here;
  }
  if (!Differs)
    return SizeResult::Same;
  if (!Found || (Value > 0 && Result < 0))
    return SizeResult::Unclear;
  return Result == Value ? SizeResult::Same : SizeResult::Changed;
}

bool cgt::readSizeArguments(Str Theirs, Str Own, const SizeScope &Scope, bool (*Add)(void *Ctx, const SizeParameter &P),
                            void *Ctx) {
  SizeReader Reader(Theirs, Own, Scope);
  if (Theirs.empty() || Own.empty())
    return true;
  do {
    SizeParameter P;
    int64_t Index[2];
    SizeValue Known[SizeReader::MostAlternatives];
    unsigned Count;
    if (!Reader.number(Index) || !Reader.take('=') || !Reader.form(Known, Count))
      return false;
    for (unsigned S = 0; S < 2; ++S)
      P.Index[S] = static_cast<uint32_t>(Index[S]);
    P.Value = Known[0];
    for (unsigned K = 1; K < Count; ++K) { // which one it was isn't known here
      bool Alike = Known[K].isPlain() && P.Value.isPlain();
      P.Value = Alike ? any() : unclear();
    }
    if (!Add(Ctx, P))
      return false;
  } while (!Reader.failed() && Reader.take(';'));
  return Reader.atEnd();
}
