//===- Names.h - Symbols and sections shared by plugin, pass, runtime -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef CGT_ABI_NAMES_H
#define CGT_ABI_NAMES_H

/// Version of everything the pass emits; an object of another version doesn't link with this runtime.
#define CGT_ABI_VERSION 1
#define CGT_ABI_CHECK_SYMBOL "__cgt_abi_v6"

#define CGT_FLAG_SYMBOL "__cgt_flag" ///< i32; non-zero sends polls to their slow path
#define CGT_ENTERED_SYMBOL                                                                                                     \
  "__cgt_entered" ///< ptr; the record of a function that is its own clone and is about to be resumed; else null
#define CGT_FRESH_SYMBOL "__cgt_fresh" ///< ptr; the last block of the malloc family that no caller has given a type since
#define CGT_SANITIZER_SYMBOL "__cgt_sanitizer" ///< in units of -fsanitize=address and its like: the sanitizer's name
#define CGT_LIBC_POLLS_SYMBOL                                                                                                  \
  "__cgt_libc_polls"                        ///< i8, weak; non-zero from units whose loops poll: then those of rt/units do, too
#define CGT_NOTES_SYMBOL "__cgt_unit_notes" ///< plugin → pass, JSON (docs/design.md section 1)
#define CGT_ALLOC_PREFIX "__cgt_alloc."     ///< plugin → pass, typed allocation call
#define CGT_KNOWN_CONDITION "__cgt_known"   ///< plugin → pass, function that returns a constant condition
#define CGT_SIZE_PREFIX "__cgt_size."       ///< plugin → pass, a constant that depends on sizes
#define CGT_VAR_ANNOTATION "cgt.v:"
#define CGT_FUNCTION_ANNOTATION "cgt.f:"
#define CGT_LABELS_ANNOTATION "cgt.l:" ///< of a function's table of labels, with the function's index
#define CGT_LABELS_SYMBOL "__cgt_labels"
#define CGT_RELEASE_WORDS "CGT runtime " ///< in each program, in front of its version
#define CGT_UNITS_SECTION "cgt_units"
#define CGT_FUNCTIONS_SECTION "cgt_fns"     ///< !pcsections: address ranges of instrumented functions
#define CGT_CODE_SECTION "cgt_code"         ///< the same of all others
#define CGT_WRAP_PREFIX "__cgt_"            ///< libc name → runtime entry
#define CGT_UNTYPED_PREFIX "__cgt_untyped_" ///< name of an allocator → runtime entry without a site

/// Kinds of a CgtAllocSite.
#define CGT_SITE_COMPILED 0 ///< Site indexes the schema's allocs, which tell the type
#define CGT_SITE_UNTYPED 1  ///< the same, and there is no type
#define CGT_SITE_TYPE 2     ///< made by the runtime: Site is a type of the unit
#define CGT_SITE_SHAPED 3   ///< as CGT_SITE_COMPILED; the type tells an array of structs from a longer one (types/Blocks.h)

/// The largest element that an object has one more of behind it, besides one byte: the gap to the next object (pass/Redzones.cpp).
#define CGT_LARGEST_IN_GAP 16

/// Bytes of a CgtCopy of what has no fixed size.
#define CGT_COPY_ARRAY ((size_t)-1)
#define CGT_COPY_PIECES ((size_t)-2)
#define CGT_ALL_PIECES ((size_t)-1) ///< size that __cgt_frame_array is told with the last of alloca()'s pieces

/// The personality routine of functions with save pads.
#define CGT_PERSONALITY "__cgt_personality"

#endif // CGT_ABI_NAMES_H
