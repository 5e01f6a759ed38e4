/*===- rmr_element.h - Single elements without a call -------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* What CGT_RMR_PUT and CGT_RMR_GET of <cgt/rmr.h> do in the program itself:
|* the second and further records of a type that are one small element each. All else
|* is left to the library, which fills in what stands here (rt/rmr/Lane.h). Not
|* to be used directly.
|*
\*===----------------------------------------------------------------------===*/

#ifndef CGT_RMR_ELEMENT_H
#define CGT_RMR_ELEMENT_H

#include <cgt/rmr.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One element that is a variable of Size bytes. */
cgt_rmr_status cgt_rmr_write_sized(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void *Data, size_t Size);
cgt_rmr_status cgt_rmr_read_sized(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void *Data, size_t Size);

#ifdef __GNUC__
__extension__ typedef unsigned long long cgt_rmr_word;
#define CGT_RMR_INLINE static __inline__ __attribute__((always_inline, unused))

/* How an element becomes one of this platform. */
enum {
  CGT_RMR_COPIED = 0,
  CGT_RMR_SWAPPED = 1,
  CGT_RMR_WIDENED = 2, /* four bytes become eight */
  CGT_RMR_SIGNED = 4
};

/* One type of a direction. */
struct cgt_rmr_shape {
  const cgt_rmr_tag *tag; /* null: none */
  cgt_rmr_word head[2];   /* in memory: type, 1, and zeros */
  unsigned size;          /* of an element here */
  unsigned how;
};

enum {
  CGT_RMR_SHAPES = 16,
  CGT_RMR_HEAD = 2, /* bytes of a type and a number of elements */
  CGT_RMR_MOST = 16 /* that elements are aligned by in the stream */
};

/* One direction. */
struct cgt_rmr_lane {
  unsigned char *next;  /* where the next message begins, in a buffer */
  unsigned char *end;   /* of what the functions below may write or read */
  unsigned char *start; /* of the buffer */
  size_t origin;        /* next, less the offset in the stream */
  struct cgt_rmr_shape shapes[CGT_RMR_SHAPES];
};

/* What each stream begins with. */
struct cgt_rmr_lanes {
  struct cgt_rmr_lane out, in;
};

/* Where a tag's shape stands, if it does. */
CGT_RMR_INLINE size_t cgt_rmr_shape_of(const cgt_rmr_tag *Tag) {
  size_t Place = (size_t)Tag;
  return ((Place >> 3) ^ (Place >> 8)) % CGT_RMR_SHAPES;
}

/* What an element in the stream is aligned by. */
CGT_RMR_INLINE size_t cgt_rmr_alignment(size_t Size) {
  size_t Lowest = Size & (0 - Size);
  return Lowest > CGT_RMR_MOST ? (size_t)CGT_RMR_MOST : Lowest;
}

/* Its head and its zeros, if the message begins as it is aligned. */
CGT_RMR_INLINE size_t cgt_rmr_head(size_t Size) {
  size_t Align = cgt_rmr_alignment(Size);
  return Align < CGT_RMR_HEAD ? (size_t)CGT_RMR_HEAD : Align;
}

/* Does it, and are there bytes enough? */
CGT_RMR_INLINE int cgt_rmr_fits(const struct cgt_rmr_lane *Lane, size_t Size) {
  return ((size_t)Lane->next - Lane->origin) % cgt_rmr_alignment(Size) == 0 &&
         Lane->end - Lane->next >= (ptrdiff_t)(cgt_rmr_head(Size) + Size);
}

CGT_RMR_INLINE cgt_rmr_status cgt_rmr_put(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void *Data, size_t Size) {
  struct cgt_rmr_lanes *Lanes = (struct cgt_rmr_lanes *)(void *)Stream;
  struct cgt_rmr_lane *Lane = &Lanes->out;
  const struct cgt_rmr_shape *Shape = &Lane->shapes[cgt_rmr_shape_of(Tag)];
  if (Shape->tag == Tag && Shape->size == Size && cgt_rmr_fits(Lane, Size)) {
    unsigned char *To = Lane->next;
    __builtin_memcpy(To, Shape->head, cgt_rmr_head(Size));
    __builtin_memcpy(To + cgt_rmr_head(Size), Data, Size);
    Lane->next = To + cgt_rmr_head(Size) + Size;
    Lanes->in.end = Lanes->in.start; /* reading hands this on before */
    return CGT_RMR_OK;
  }
  return cgt_rmr_write_sized(Stream, Tag, Data, Size);
}

/* An element of as many bytes, a constant: one of these branches is left. */
CGT_RMR_INLINE void cgt_rmr_convert(void *To, const unsigned char *From, size_t Size, unsigned How) {
  unsigned short Two;
  unsigned Four;
  cgt_rmr_word Eight;
  if (How == CGT_RMR_COPIED) {
    __builtin_memcpy(To, From, Size);
  } else if (Size == 2) {
    __builtin_memcpy(&Two, From, 2);
    Two = __builtin_bswap16(Two);
    __builtin_memcpy(To, &Two, 2);
  } else if (Size == 4) {
    __builtin_memcpy(&Four, From, 4);
    Four = __builtin_bswap32(Four);
    __builtin_memcpy(To, &Four, 4);
  } else if (Size == 8) {
    __builtin_memcpy(&Eight, From, 8);
    Eight = __builtin_bswap64(Eight);
    __builtin_memcpy(To, &Eight, 8);
  }
}

CGT_RMR_INLINE void cgt_rmr_widen(void *To, const unsigned char *From, unsigned How) {
  unsigned Four;
  cgt_rmr_word Eight;
  __builtin_memcpy(&Four, From, 4);
  Eight = How & CGT_RMR_SWAPPED ? __builtin_bswap32(Four) : Four;
  if (How & CGT_RMR_SIGNED)
    Eight = (Eight ^ 0x80000000u) - 0x80000000u;
  __builtin_memcpy(To, &Eight, 8);
}

CGT_RMR_INLINE cgt_rmr_status cgt_rmr_get(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void *Data, size_t Size) {
  struct cgt_rmr_lane *Lane = &((struct cgt_rmr_lanes *)(void *)Stream)->in;
  const struct cgt_rmr_shape *Shape = &Lane->shapes[cgt_rmr_shape_of(Tag)];
  if (Shape->tag == Tag && Shape->size == Size) {
    unsigned char *From = Lane->next;
    if (Size == 8 && (Shape->how & CGT_RMR_WIDENED)) {
      if (cgt_rmr_fits(Lane, 4) && __builtin_memcmp(From, Shape->head, cgt_rmr_head(4)) == 0) {
        cgt_rmr_widen(Data, From + cgt_rmr_head(4), Shape->how);
        Lane->next = From + cgt_rmr_head(4) + 4;
        return CGT_RMR_OK;
      }
    } else if (cgt_rmr_fits(Lane, Size) && __builtin_memcmp(From, Shape->head, cgt_rmr_head(Size)) == 0) {
      cgt_rmr_convert(Data, From + cgt_rmr_head(Size), Size, Shape->how);
      Lane->next = From + cgt_rmr_head(Size) + Size;
      return CGT_RMR_OK;
    }
  }
  return cgt_rmr_read_sized(Stream, Tag, Data, Size);
}

#else /* another compiler */
#define cgt_rmr_put cgt_rmr_write_sized
#define cgt_rmr_get cgt_rmr_read_sized
#endif

#ifdef __cplusplus
}
#endif

#endif /* CGT_RMR_ELEMENT_H */
