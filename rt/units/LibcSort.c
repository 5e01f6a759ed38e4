//===- LibcSort.c - qsort -------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which comparisons glibc makes, in which order, and where equal elements end can be seen, so that they are the same here: a merge sort
// from the top, whose left half is the smaller one; of large elements pointers are sorted; an array that memory has no room for is
// sorted in place by a quicksort.
//
// A checkpoint may be made in any comparison, and elements that were copied to memory of another type couldn't be converted. So while a
// merge makes its comparisons, each element stays in the array. Copies go to memory that isn't saved; and each result is noted, so
// that a merge that was resumed makes its copies by the notes. What is carried are pointers to elements, and notes.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <cgt/cgt.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  MostMoved = 32,            ///< of larger elements pointers are sorted
  NearElements = 128,        ///< so many are sorted without memory of the heap,
  NearBytes = 1024,          ///< if they take no more than that
  ComparisonsPerPoll = 4096, ///< of one merge
  ShortRange = 4,            ///< elements that quicksort leaves to be inserted
};

typedef uint32_t __attribute__((may_alias)) Word;
typedef uint64_t __attribute__((may_alias)) Long;
typedef int (*CompareFunction)(const void *, const void *, void *);

/// A unit whose loops poll says 1, and comes first.
__attribute__((weak)) const char __cgt_libc_polls = 0;

/// One call of qsort.
struct Sort {
  CompareFunction Compare;
  void *Argument;
  size_t Count;
  unsigned char *Notes; ///< of the comparisons of a merge: 1 where the second run's element comes first
  char **Copies;        ///< memory for all elements: a variable that is null after a resume
};

static void swap(char *A, char *B, size_t Size) {
  for (; Size >= sizeof(Word); Size -= sizeof(Word), A += sizeof(Word), B += sizeof(Word)) {
    Word First, Second;
    __builtin_memcpy(&First, A, sizeof First);
    __builtin_memcpy(&Second, B, sizeof Second);
    __builtin_memcpy(A, &Second, sizeof Second);
    __builtin_memcpy(B, &First, sizeof First);
  }
  for (; Size; --Size) {
    char First = *A;
    *A++ = *B;
    *B++ = First;
  }
}

//===--- Moving what has been compared ----------------------------------------===//

/// Ends a merge: up to \p To copies lie as they are to be. What is left of the first run, from \p First on, comes last; what is left of the
/// second lies where it belongs.
static void finishMerge(char *Base, char *Middle, const char *First, char *Copies, const char *To) {
  size_t Moved = (size_t)(To - Copies);
  if (First != Middle)
    memmove(Base + Moved, First, (size_t)(Middle - First));
  memcpy(Base, Copies, Moved);
}

/// Merges the runs from \p Base to \p Middle and from there on as the notes say.
static void move(char *Base, char *Middle, size_t Size, const unsigned char *Notes, size_t NumNotes, char *Copies) {
  const char *First = Base, *Second = Middle;
  char *To = Copies;
  for (size_t I = 0; I < NumNotes; ++I, To += Size) {
    memcpy(To, Notes[I] ? Second : First, Size);
    First += Notes[I] ? 0 : Size;
    Second += Notes[I] ? Size : 0;
  }
  finishMerge(Base, Middle, First, Copies, To);
}

static void reverse(char *From, size_t Count, size_t Size) {
  for (char *To = From + Count * Size; From + Size < To; From += Size) {
    To -= Size;
    swap(From, To, Size);
  }
}

/// The same without memory, half of the notes after the other: what they take from the second run comes before what they leave of the
/// first.
static void moveInPlace(char *Base, size_t NumFirst, size_t Size, const unsigned char *Notes, size_t NumNotes) {
  while (NumNotes) {
    size_t Half = (NumNotes + 1) / 2, Seconds = 0;
    for (size_t I = 0; I < Half; ++I)
      Seconds += Notes[I];
    size_t Firsts = Half - Seconds, Left = NumFirst - Firsts;
    char *Start = Base + Firsts * Size;
    reverse(Start, Left, Size);
    reverse(Start + Left * Size, Seconds, Size);
    reverse(Start, Left + Seconds, Size);
    if (Half > 1)
      moveInPlace(Base, Firsts, Size, Notes, Half);
    Base += Half * Size;
    NumFirst = Left;
    Notes += Half;
    NumNotes -= Half;
  }
}

static void moveRuns(const struct Sort *S, char *Base, char *Middle, size_t Size, size_t NumNotes) {
  if (!*S->Copies)
    *S->Copies = __cgt_scratch(S->Count * Size);
  if (*S->Copies)
    move(Base, Middle, Size, S->Notes, NumNotes, *S->Copies);
  else
    moveInPlace(Base, (size_t)(Middle - Base) / Size, Size, S->Notes, NumNotes);
}

//===--- Merge sort -------------------------------------------------------------===//

/// A branch by which the processor goes on to elements further on before it knows the result: without one, it would wait for each
/// element that isn't in its cache. What is said to be rare isn't made a choice of values.
#define CGT_BRANCH(Condition) __builtin_expect(Condition, 0)

/// A function that merges the runs from \p Base to \p Middle and from there to \p End. An element is \p Step of \p Type; the
/// comparison gets VALUE(place), COPY(to, from) copies one. After a resume there are no copies, but notes.
#define CGT_MERGE(Name, Type, Step, VALUE, COPY)                                                                       \
  static void Name(const struct Sort *S, Type *Base, Type *Middle, Type *End, size_t Size) {                           \
    Type *First = Base, *Second = Middle, *To CGT_TRANSIENT = (Type *)*S->Copies;                                      \
    unsigned char *Note = S->Notes;                                                                                    \
    unsigned UntilPoll = ComparisonsPerPoll;                                                                           \
    while (First != Middle && Second != End) {                                                                         \
      if (CGT_BRANCH(S->Compare(VALUE(First), VALUE(Second), S->Argument) > 0)) {                                      \
        *Note++ = 1;                                                                                                   \
        if (To) {                                                                                                      \
          COPY(To, Second);                                                                                            \
          To += Step;                                                                                                  \
        }                                                                                                              \
        Second += Step;                                                                                                \
      } else {                                                                                                         \
        *Note++ = 0;                                                                                                   \
        if (To) {                                                                                                      \
          COPY(To, First);                                                                                             \
          To += Step;                                                                                                  \
        }                                                                                                              \
        First += Step;                                                                                                 \
      }                                                                                                                \
      if (--UntilPoll == 0) {                                                                                          \
        UntilPoll = ComparisonsPerPoll;                                                                                \
        if (__cgt_libc_polls)                                                                                          \
          cgt_poll();                                                                                                  \
      }                                                                                                                \
    }                                                                                                                  \
    if (Second == Middle)                                                                                              \
      return;                                                                                                          \
    if (To)                                                                                                            \
      finishMerge((char *)Base, (char *)Middle, (char *)First, *S->Copies, (char *)To);                                \
    else                                                                                                               \
      moveRuns(S, (char *)Base, (char *)Middle, Size, (size_t)(Note - S->Notes));                                      \
  }

#define CGT_PLACE(Place) (Place)
#define CGT_CONTENT(Place) (*(Place))
#define CGT_COPY_WORD(To, From) (*(Word *)(To) = *(const Word *)(From))
#define CGT_COPY_LONG(To, From) (*(Long *)(To) = *(const Long *)(From))
#define CGT_COPY_POINTER(To, From) (*(To) = *(From))
#define CGT_COPY_LONGS(To, From)                                                                                       \
  for (size_t I = 0; I < Size / sizeof(Long); ++I)                                                                     \
  ((Long *)(To))[I] = ((const Long *)(From))[I]
#define CGT_COPY_BYTES(To, From) memcpy(To, From, Size)

CGT_MERGE(mergeWords, char, Size, CGT_PLACE, CGT_COPY_WORD)
CGT_MERGE(mergeLong, char, Size, CGT_PLACE, CGT_COPY_LONG)
CGT_MERGE(mergeLongs, char, Size, CGT_PLACE, CGT_COPY_LONGS)
CGT_MERGE(mergeBytes, char, Size, CGT_PLACE, CGT_COPY_BYTES)
typedef void *Pointer;
CGT_MERGE(mergePointers, Pointer, 1, CGT_CONTENT, CGT_COPY_POINTER)

static void sortElements(const struct Sort *S, char *Base, size_t Count, size_t Size) {
  if (Count == 2) {
    if (S->Compare(Base, Base + Size, S->Argument) > 0)
      swap(Base, Base + Size, Size);
    return;
  }
  size_t Half = Count / 2;
  char *Middle = Base + Half * Size, *End = Base + Count * Size;
  if (Half > 1)
    sortElements(S, Base, Half, Size);
  if (Count - Half > 1)
    sortElements(S, Middle, Count - Half, Size);
  uintptr_t Places = (uintptr_t)Base | (uintptr_t)*S->Copies;
  if (Size == sizeof(Word) && Places % sizeof(Word) == 0)
    mergeWords(S, Base, Middle, End, Size);
  else if (Size == sizeof(Long) && Places % sizeof(Long) == 0)
    mergeLong(S, Base, Middle, End, Size);
  else if (Size % sizeof(Long) == 0 && Places % sizeof(Long) == 0)
    mergeLongs(S, Base, Middle, End, Size);
  else
    mergeBytes(S, Base, Middle, End, Size);
}

static void sortPointers(const struct Sort *S, void **Base, size_t Count) {
  if (Count == 2) {
    if (S->Compare(Base[0], Base[1], S->Argument) > 0)
      swap((char *)Base, (char *)(Base + 1), sizeof *Base);
    return;
  }
  size_t Half = Count / 2;
  if (Half > 1)
    sortPointers(S, Base, Half);
  if (Count - Half > 1)
    sortPointers(S, Base + Half, Count - Half);
  mergePointers(S, Base, Base + Half, Base + Count, sizeof *Base);
}

/// Moves each element to where the pointers have it, one cycle after another.
static void arrange(char *Base, void **Pointers, size_t Count, size_t Size, char *Copy) {
  for (size_t I = 0; I < Count; ++I) {
    char *Place = Base + I * Size;
    if (Pointers[I] == Place)
      continue;
    memcpy(Copy, Place, Size);
    size_t To = I;
    for (;;) {
      char *From = Pointers[To];
      Pointers[To] = Base + To * Size;
      if (From == Place)
        break;
      memcpy(Base + To * Size, From, Size);
      To = (size_t)(From - Base) / Size;
    }
    memcpy(Base + To * Size, Copy, Size);
  }
}

//===--- In place -----------------------------------------------------------------===//

struct Range {
  char *Low, *High;
};

static int compare(const struct Sort *S, const char *A, const char *B) { return S->Compare(A, B, S->Argument); }

/// The median of the first, middle and last element comes to the middle, the others to the ends.
static void placeMedian(const struct Sort *S, struct Range R, char *Middle, size_t Size) {
  if (compare(S, Middle, R.Low) < 0)
    swap(Middle, R.Low, Size);
  if (compare(S, R.High, Middle) >= 0)
    return;
  swap(Middle, R.High, Size);
  if (compare(S, Middle, R.Low) < 0)
    swap(Middle, R.Low, Size);
}

/// Elements below the one at \p Middle come before those above it. Low is then behind the former, High in front of the latter.
static struct Range divide(const struct Sort *S, struct Range R, char *Middle, size_t Size) {
  char *Left = R.Low + Size, *Right = R.High - Size;
  do {
    while (compare(S, Left, Middle) < 0)
      Left += Size;
    while (compare(S, Middle, Right) < 0)
      Right -= Size;
    if (Left < Right) {
      swap(Left, Right, Size);
      if (Middle == Left)
        Middle = Right;
      else if (Middle == Right)
        Middle = Left;
    }
    if (Left <= Right) {
      Left += Size;
      Right -= Size;
    }
  } while (Left <= Right);
  return (struct Range){Left, Right};
}

/// Sorts but for short ranges. The longer part waits, so that there are never more than a size has bits.
static void sortRoughly(const struct Sort *S, struct Range R, size_t Size) {
  struct Range Waiting[64];
  unsigned NumWaiting = 0;
  for (;;) {
    char *Middle = R.Low + Size * ((size_t)(R.High - R.Low) / Size / 2);
    placeMedian(S, R, Middle, Size);
    struct Range Parts = divide(S, R, Middle, Size);
    size_t Before = (size_t)(Parts.High - R.Low), Behind = (size_t)(R.High - Parts.Low);
    int IsBeforeShort = Before <= ShortRange * Size, IsBehindShort = Behind <= ShortRange * Size;
    if (IsBeforeShort && IsBehindShort) {
      if (NumWaiting == 0)
        return;
      R = Waiting[--NumWaiting];
      continue;
    }
    int TakeBehind = IsBeforeShort || (!IsBehindShort && Before > Behind);
    if (!IsBeforeShort && !IsBehindShort)
      Waiting[NumWaiting++] = TakeBehind ? (struct Range){R.Low, Parts.High} : (struct Range){Parts.Low, R.High};
    if (TakeBehind)
      R.Low = Parts.Low;
    else
      R.High = Parts.High;
  }
}

/// The element at \p From comes to \p To in front of it, those between move up.
static void insert(char *To, char *From, size_t Size) {
  for (size_t I = 0; I < Size; ++I) {
    char Byte = From[I];
    for (char *At = From + I; At - Size >= To; At -= Size)
      *At = *(At - Size);
    To[I] = Byte;
  }
}

static void sortInPlace(const struct Sort *S, char *Base, size_t Size) {
  char *Last = Base + Size * (S->Count - 1);
  if (S->Count > ShortRange)
    sortRoughly(S, (struct Range){Base, Last}, Size);
  // The least of all comes first, and stops the others, which needn't be compared with it.
  char *End = S->Count - 1 < ShortRange ? Last : Base + ShortRange * Size, *Least = Base;
  for (char *At = Base + Size; At <= End; At += Size)
    if (compare(S, At, Least) < 0)
      Least = At;
  if (Least != Base)
    swap(Least, Base, Size);
  for (char *At = Base + 2 * Size; At <= Last; At += Size) {
    char *To = At - Size;
    while (To != Base && compare(S, At, To) < 0)
      To -= Size;
    To += Size;
    if (To != At)
      insert(To, At, Size);
  }
}

//===--- The functions ------------------------------------------------------------===//

/// glibc takes no more than a quarter of the machine's memory.
static int isTooMuch(size_t Bytes) {
  long Pages = Bytes < NearBytes ? -1 : sysconf(_SC_PHYS_PAGES);
  return Pages >= 0 && Bytes / (size_t)sysconf(_SC_PAGESIZE) > (size_t)Pages / 4;
}

/// False, with nothing done, if there is no memory.
static int sortByPointers(struct Sort *S, char *Base, size_t Size) {
  void **Pointers = isTooMuch(2 * S->Count * sizeof *Pointers + Size) ? NULL : malloc(S->Count * sizeof *Pointers);
  if (!Pointers)
    return 0;
  for (size_t I = 0; I < S->Count; ++I)
    Pointers[I] = Base + I * Size;
  sortPointers(S, Pointers, S->Count);
  char *Copy = __cgt_scratch(Size);
  if (Copy)
    arrange(Base, Pointers, S->Count, Size, Copy);
  __cgt_drop(Copy);
  free(Pointers);
  return Copy != NULL;
}

static int sortByMoves(struct Sort *S, char *Base, size_t Size) {
  if (isTooMuch(S->Count * Size))
    return 0;
  sortElements(S, Base, S->Count, Size);
  return 1;
}

static void ownQsortR(void *Base, size_t Count, size_t Size, CompareFunction Compare, void *Argument) {
  if (Count < 2 || Size == 0)
    return;
  char Near[NearBytes] CGT_TRANSIENT, *Copies CGT_TRANSIENT = NULL;
  unsigned char NearNotes[NearElements];
  struct Sort S = {Compare, Argument, Count, Count <= NearElements ? NearNotes : malloc(Count), &Copies};
  int Error = errno;
  size_t Moved = Size > MostMoved ? sizeof(void *) : Size;
  Copies = Count <= NearBytes / Moved ? Near : __cgt_scratch(Count * Moved);
  int IsDone = S.Notes && Copies && (Size > MostMoved ? sortByPointers(&S, Base, Size) : sortByMoves(&S, Base, Size));
  if (!IsDone) {
    errno = Error;
    sortInPlace(&S, Base, Size);
  }
  if (S.Notes != NearNotes)
    free(S.Notes);
  if (Copies != Near)
    __cgt_drop(Copies);
}

#pragma clang diagnostic ignored "-Wcast-function-type-mismatch"
static void ownQsort(void *Base, size_t Count, size_t Size, int (*Compare)(const void *, const void *)) {
  ownQsortR(Base, Count, Size, (CompareFunction)Compare, NULL); // which gets an argument that it doesn't look at
}

CGT_LIBC_NAME(qsort, ownQsort);
CGT_LIBC_NAME(qsort_r, ownQsortR);
