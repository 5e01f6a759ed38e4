/*===- rmr.h - Tagged records between platforms ---------------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* CGT-RMR used directly, in XDR's place: the sender writes its memory as it is,
|* with a tag of the type; the receiver makes right (paper sections 4 and 7).
|* Library: libcgt_rmr.a, which needs nothing but libc. C89, C++.
|*
|* Reference: docs/rmr.md. Bytes: docs/rmr-format.md.
|*
\*===----------------------------------------------------------------------===*/

#ifndef CGT_RMR_H
#define CGT_RMR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** CGT_RMR_OK, or what went wrong: CGT_RMR_Truncated, CGT_RMR_IntegerLoss and
    so on, with the numbers of Errors.def. */
typedef enum cgt_rmr_status {
  CGT_RMR_OK = 0,
#define CGT_ERROR(Id, Number, Text) CGT_RMR_##Id = Number,
#include <cgt/Errors.def>
  CGT_RMR_LAST = 0x7fff
} cgt_rmr_status;

/** The text of a status, "" for CGT_RMR_OK. */
const char *cgt_rmr_text(cgt_rmr_status Status);

/*===--- Tags ---------------------------------------------------------------===*/

/** A type as this platform lays it out, and all that it leads to: constant
    bytes, the same for equal declarations. */
typedef struct cgt_rmr_tag cgt_rmr_tag;

/** CGT_TAG_OF(type) is a constant expression, the address of the type's tag.
    It needs the plugin; without it, CGT_HAS_TAG_OF is 0 and the builder below
    makes the same tags at run time. */
#if defined(__has_attribute) && !defined(__cplusplus)
#if __has_attribute(cgt_count)
#define CGT_HAS_TAG_OF 1
#endif
#endif
#ifndef CGT_HAS_TAG_OF
#define CGT_HAS_TAG_OF 0
#endif
#if CGT_HAS_TAG_OF
extern const unsigned char __cgt_tag_of[];
#define CGT_TAG_OF(Type) ((const cgt_rmr_tag *)&__cgt_tag_of[0 * sizeof(Type)])
/** On a member that is a pointer: it leads to as many elements as the integer
    member Counter of the same struct says. Without it a pointer leads to one
    element, a pointer to char to a string. */
#define CGT_COUNT(Counter) __attribute__((cgt_count(#Counter)))
#else
#define CGT_COUNT(Counter)
#endif

/** The tag's bytes. */
size_t cgt_rmr_tag_size(const cgt_rmr_tag *Tag);

/** The tag in the notation of the paper, with kind letters: "(i4,1)(f8,3)".
    Returns the characters without the terminator; what doesn't fit in Size is
    cut off, and "..." stands for what follows the first 4096 members. */
size_t cgt_rmr_tag_print(const cgt_rmr_tag *Tag, char *Buffer, size_t Size);

/*===--- Streams ------------------------------------------------------------===*/

/** One peer: records go out, and records come in. Not for two threads at once.
    Nothing is shared between streams. */
typedef struct cgt_rmr_stream cgt_rmr_stream;

/** Where bytes come from and go to; either function may be null. */
typedef struct cgt_rmr_io {
  /** Reads up to Size bytes, at least one. Returns how many, 0 at the end, less
      than 0 on failure. */
  long (*read)(void *Context, void *Data, size_t Size);
  /** Writes all Size bytes. Returns 0, or anything else on failure. */
  int (*write)(void *Context, const void *Data, size_t Size);
  void *context;
} cgt_rmr_io;

/** Where memory comes from, malloc and free if none is given. */
typedef struct cgt_rmr_memory {
  /** Size bytes, aligned as malloc's, or null. */
  void *(*allocate)(void *Context, size_t Size);
  void (*release)(void *Context, void *Block);
  void *context;
} cgt_rmr_memory;

/** Opens a stream over functions. Memory may be null. Null when out of memory. */
cgt_rmr_stream *cgt_rmr_open(const cgt_rmr_io *Io, const cgt_rmr_memory *Memory);
/** Over a descriptor: a file, a pipe, a socket. It stays the caller's; what comes
    behind the last record may have been read from it. */
cgt_rmr_stream *cgt_rmr_open_fd(int Fd);
/** Reads from memory, which must stay as it is while the stream is open. */
cgt_rmr_stream *cgt_rmr_open_input(const void *Data, size_t Size);
/** Writes to memory; a record that doesn't fit is refused (WriteFailed). */
cgt_rmr_stream *cgt_rmr_open_output(void *Data, size_t Size);
/** A stream over memory goes on in other memory, from the next message on; types
    stay known. Data already written stays where it is. What is to be read must
    have been: else Unsupported, and nothing changes. */
cgt_rmr_status cgt_rmr_continue_input(cgt_rmr_stream *Stream, const void *Data, size_t Size);
cgt_rmr_status cgt_rmr_continue_output(cgt_rmr_stream *Stream, void *Data, size_t Size);
/** Flushes and gives all memory of the stream back. */
cgt_rmr_status cgt_rmr_close(cgt_rmr_stream *Stream);

/** Why the stream's last call failed, with the place: offset in the stream,
    type, member, value. Valid until the next call. */
const char *cgt_rmr_error(const cgt_rmr_stream *Stream);

/** Allow != 0: a long double that the receiver's format can't hold exactly is
    rounded to nearest instead of refused. Overflow still is. */
void cgt_rmr_allow_rounding(cgt_rmr_stream *Stream, int Allow);

/*===--- Writing ------------------------------------------------------------===*/

/** Writes Count elements as one record, and all that their pointers lead to:
    shared objects once, cycles as cycles. Tag stays valid until the stream is
    closed. */
cgt_rmr_status cgt_rmr_write(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void *Data, size_t Count);
/** The same for one element that is the variable Place: same bytes, same
    failures, and WrongSize if Place isn't of the type's size. Where the program
    has written its type before and the record begins aligned, there is no
    call. */
#define CGT_RMR_PUT(Stream, Tag, Place) cgt_rmr_put(Stream, Tag, &(Place), sizeof(Place))
/** Hands on what has been written so far. Reading from the stream does it, too. */
cgt_rmr_status cgt_rmr_flush(cgt_rmr_stream *Stream);
/** Bytes written since the stream was opened. */
size_t cgt_rmr_written(const cgt_rmr_stream *Stream);

/*===--- Reading ------------------------------------------------------------===*/
/* Each function below reads the next record, whose type must be declared as
   Tag's is: else ChangedType, and the record stays. EndOfStream when none
   follows. After a failure the memory read into may hold part of the record. */

/** The next record's type ("struct point") and number of elements, without
    reading it. The name is valid until the record is read. */
cgt_rmr_status cgt_rmr_next(cgt_rmr_stream *Stream, const char **Name, size_t *Count);
/** Reads a record of exactly Count elements into the caller's memory. The type
    must be without pointers. */
cgt_rmr_status cgt_rmr_read(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void *Data, size_t Count);
/** The same for one element that becomes the variable Place, or WrongSize. Where
    the program has read its type before and the record begins aligned, there is
    no call for what is copied as it is, or a scalar that is easily converted. */
#define CGT_RMR_GET(Stream, Tag, Place) cgt_rmr_get(Stream, Tag, &(Place), sizeof(Place))
/** Reads a record in place where nothing needs converting and it lies aligned,
    else into memory of the stream. Valid until the stream's next call. */
cgt_rmr_status cgt_rmr_view(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void **Data, size_t *Count);
/** Reads a record, and all that its pointers lead to, into one block of memory
    that begins with the elements, is aligned as they are, and is given back by
    one cgt_rmr_free. Count may be null. */
cgt_rmr_status cgt_rmr_take(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void **Data, size_t *Count);
/** Gives back what cgt_rmr_take returned; by free if the stream has no memory of
    its own. */
void cgt_rmr_free(cgt_rmr_stream *Stream, void *Data);
/** Passes the next record over. */
cgt_rmr_status cgt_rmr_skip(cgt_rmr_stream *Stream);

/*===--- The builder --------------------------------------------------------===*/

/** Types under construction. */
typedef struct cgt_rmr_builder cgt_rmr_builder;
/** A type in a builder, less than 0 after an error. Errors stick: only
    cgt_rmr_build must be looked at. */
typedef int cgt_rmr_type;

typedef enum cgt_rmr_scalar {
  CGT_RMR_BOOL,
  CGT_RMR_CHAR,
  CGT_RMR_SCHAR,
  CGT_RMR_UCHAR,
  CGT_RMR_SHORT,
  CGT_RMR_USHORT,
  CGT_RMR_INT,
  CGT_RMR_UINT,
  CGT_RMR_LONG,
  CGT_RMR_ULONG,
  CGT_RMR_LLONG,
  CGT_RMR_ULLONG,
  CGT_RMR_FLOAT,
  CGT_RMR_DOUBLE,
  CGT_RMR_LDOUBLE
} cgt_rmr_scalar;

/** A builder in memory of malloc, or null. Tags live as long as it. */
cgt_rmr_builder *cgt_rmr_builder_new(void);
void cgt_rmr_builder_free(cgt_rmr_builder *Builder);

cgt_rmr_type cgt_rmr_scalar_type(cgt_rmr_builder *Builder, cgt_rmr_scalar Scalar);
/** An integer by a typedef's name of a system header: "int64_t", "size_t". */
cgt_rmr_type cgt_rmr_integer_type(cgt_rmr_builder *Builder, const char *Name, size_t Size, int IsSigned);
/** An enumeration, "enum color", with its size and the enumerators to be told
    by cgt_rmr_enumerator, all of them in any order. */
cgt_rmr_type cgt_rmr_enum_type(cgt_rmr_builder *Builder, const char *Name, size_t Size, int IsSigned);
void cgt_rmr_enumerator(cgt_rmr_builder *Builder, cgt_rmr_type Enum, const char *Name, long Value);
cgt_rmr_type cgt_rmr_array_type(cgt_rmr_builder *Builder, cgt_rmr_type Element, size_t Count);
cgt_rmr_type cgt_rmr_pointer_type(cgt_rmr_builder *Builder, cgt_rmr_type Pointee);
/** A struct or union, "struct point"; one without a tag by its typedef ("union
    word") or its place ("struct point.#0", whose members are those of the first
    unnamed one of struct point). Members are told in order. */
cgt_rmr_type cgt_rmr_struct_type(cgt_rmr_builder *Builder, const char *Name, size_t Size);
cgt_rmr_type cgt_rmr_union_type(cgt_rmr_builder *Builder, const char *Name, size_t Size);
void cgt_rmr_member(cgt_rmr_builder *Builder, cgt_rmr_type Record, const char *Name, size_t Offset, cgt_rmr_type Type);
/** The same of a member of Size bytes, which its type must have, too, in a record
    that is aligned by Alignment, see cgt_rmr_align. */
void cgt_rmr_sized_member(cgt_rmr_builder *Builder, cgt_rmr_type Record, const char *Name, size_t Offset, size_t Size,
                          size_t Alignment, cgt_rmr_type Type);
/** The type is aligned by Alignment; must be told if that is more than 16
    (vectors, cache lines), else cgt_rmr_view and cgt_rmr_take align by 16. */
void cgt_rmr_align(cgt_rmr_builder *Builder, cgt_rmr_type Type, size_t Alignment);
/** A bit-field, by an Example of the struct in which all bits are ones but those
    of this member. */
void cgt_rmr_bit_field(cgt_rmr_builder *Builder, cgt_rmr_type Record, const char *Name, const void *Example, cgt_rmr_type Type);
/** The member Pointer leads to as many elements as the member Counter says; both
    have been told. What CGT_COUNT is to the plugin. */
void cgt_rmr_count(cgt_rmr_builder *Builder, cgt_rmr_type Record, const char *Pointer, const char *Counter);

/** The tag of a type whose members are all told. Null after an error. */
const cgt_rmr_tag *cgt_rmr_build(cgt_rmr_builder *Builder, cgt_rmr_type Type);
/** What was wrong, "" if nothing was. */
const char *cgt_rmr_builder_error(const cgt_rmr_builder *Builder);

/** cgt_rmr_sized_member, and cgt_rmr_bit_field, of member Member of the C type
    Type. A bit-field must not be const. */
#define CGT_RMR_MEMBER(Builder, Record, Type, Member, MemberType)                                                              \
  cgt_rmr_sized_member(Builder, Record, #Member, offsetof(Type, Member), sizeof(((Type *)0)->Member), CGT_RMR_ALIGN_OF(Type),  \
                       MemberType)
#if defined(__GNUC__)
#define CGT_RMR_ALIGN_OF(Type) __alignof__(Type)
#elif defined(__cplusplus)
#define CGT_RMR_ALIGN_OF(Type) alignof(Type)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define CGT_RMR_ALIGN_OF(Type) _Alignof(Type)
#else
#define CGT_RMR_ALIGN_OF(Type) 1
#endif
#ifdef __cplusplus
#define CGT_RMR_BIT_FIELD(Builder, Record, Type, Member, MemberType)                                                           \
  do {                                                                                                                         \
    alignas(Type) unsigned char Cgt_example[sizeof(Type)];                                                                     \
    for (unsigned char &Cgt_byte : Cgt_example)                                                                                \
      Cgt_byte = 255;                                                                                                          \
    void *Cgt_place = Cgt_example; /* whatever constructors Type has */                                                        \
    static_cast<Type *>(Cgt_place)->Member = decltype(static_cast<Type *>(Cgt_place)->Member)();                               \
    cgt_rmr_bit_field(Builder, Record, #Member, Cgt_example, MemberType);                                                      \
  } while (0)
#else
#define CGT_RMR_BIT_FIELD(Builder, Record, Type, Member, MemberType)                                                           \
  do {                                                                                                                         \
    union {                                                                                                                    \
      Type Value;                                                                                                              \
      unsigned char Bytes[sizeof(Type)];                                                                                       \
    } Cgt_example;                                                                                                             \
    size_t Cgt_i;                                                                                                              \
    for (Cgt_i = 0; Cgt_i < sizeof(Type); ++Cgt_i)                                                                             \
      Cgt_example.Bytes[Cgt_i] = 255;                                                                                          \
    Cgt_example.Value.Member = 0;                                                                                              \
    cgt_rmr_bit_field(Builder, Record, #Member, &Cgt_example, MemberType);                                                     \
  } while (0)
#endif

#ifdef __cplusplus
}
#endif

#include <cgt/rmr_element.h>

#endif /* CGT_RMR_H */
