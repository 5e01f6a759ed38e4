#===- ThirdParty.cmake - xxhash, Highway and zstd, for any platform ---------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A folder with <xxhash.h>, <hwy/highway.h> and <zstd.h> that serves every target, and the list of zstd's sources. All of zstd's symbols
# get the prefix cgt_, so that a program may link zstd itself: <zstd.h> here renames them by pragmas.
#
#===------------------------------------------------------------------------===#

set(CGT_THIRD_PARTY_INCLUDE_DIR ${CMAKE_BINARY_DIR}/third-party/include)
configure_file(${CGT_XXHASH_INCLUDE_DIR}/xxhash.h ${CGT_THIRD_PARTY_INCLUDE_DIR}/xxhash.h COPYONLY)
file(CREATE_LINK ${CGT_HIGHWAY_INCLUDE_DIR}/hwy ${CGT_THIRD_PARTY_INCLUDE_DIR}/hwy SYMBOLIC)

if(DEFINED ENV{XDG_CACHE_HOME})
  set(CGT_CACHE $ENV{XDG_CACHE_HOME}/cgt)
elseif(DEFINED ENV{HOME})
  set(CGT_CACHE $ENV{HOME}/.cache/cgt)
else()
  set(CGT_CACHE ${CMAKE_BINARY_DIR}/third-party)
endif()
set(CGT_ZSTD_SOURCE ${CGT_CACHE}/zstd CACHE PATH "zstd's sources; fetched from Debian when absent")

if(NOT EXISTS ${CGT_ZSTD_SOURCE}/lib/zstd.h)
  message(STATUS "Fetching zstd's sources into ${CGT_ZSTD_SOURCE}")
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/cmake/fetch-source libzstd ${CGT_ZSTD_SOURCE}
    OUTPUT_VARIABLE log ERROR_VARIABLE log RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT EXISTS ${CGT_ZSTD_SOURCE}/lib/zstd.h)
    message(FATAL_ERROR "zstd's sources are missing in ${CGT_ZSTD_SOURCE} and fetching them failed:\n${log}\n"
      "Run tools/setup with a network, or unpack zstd 1.5 there, or set CGT_ZSTD_SOURCE to a folder that has it.")
  endif()
endif()

# Single-threaded compression and decompression, nothing else.
set(CGT_ZSTD_SOURCES)
foreach(name
    common/entropy_common common/error_private common/fse_decompress common/xxhash common/zstd_common
    compress/fse_compress compress/hist compress/huf_compress compress/zstd_compress compress/zstd_compress_literals
    compress/zstd_compress_sequences compress/zstd_compress_superblock compress/zstd_double_fast compress/zstd_fast
    compress/zstd_lazy compress/zstd_ldm compress/zstd_opt
    decompress/huf_decompress decompress/zstd_ddict decompress/zstd_decompress decompress/zstd_decompress_block)
  list(APPEND CGT_ZSTD_SOURCES ${CGT_ZSTD_SOURCE}/lib/${name}.c)
endforeach()
set(CGT_ZSTD_FLAGS -w -DNDEBUG -DZSTD_LEGACY_SUPPORT=0 -DZSTD_DISABLE_ASM=1 -DDYNAMIC_BMI2=0 -DZSTD_TRACE=0
    -DZSTDLIB_VISIBLE= -DZSTDLIB_HIDDEN= -DZSTDERRORLIB_VISIBLE= -DZSTDERRORLIB_HIDDEN=)

# Pragmas, not macros: zstd undefines some of its own names in passing. The names to change are read from a build without the change.
set(CGT_ZSTD_NAMES ${CGT_THIRD_PARTY_INCLUDE_DIR}/cgt-zstd-names.h)
add_library(cgt_zstd_names_probe OBJECT ${CGT_ZSTD_SOURCES})
target_compile_options(cgt_zstd_names_probe PRIVATE ${CGT_ZSTD_FLAGS} -O0)
add_custom_command(OUTPUT ${CGT_ZSTD_NAMES}
  COMMAND ${CMAKE_COMMAND} -DNM=${LLVM_TOOLS_BINARY_DIR}/llvm-nm -DOUTPUT=${CGT_ZSTD_NAMES}
    "-DOBJECTS=$<TARGET_OBJECTS:cgt_zstd_names_probe>" -P ${CMAKE_SOURCE_DIR}/tools/cmake/WriteZstdNames.cmake
  DEPENDS cgt_zstd_names_probe $<TARGET_OBJECTS:cgt_zstd_names_probe> ${CMAKE_SOURCE_DIR}/tools/cmake/WriteZstdNames.cmake
  VERBATIM)
add_custom_target(cgt_zstd_names DEPENDS ${CGT_ZSTD_NAMES})
file(CONFIGURE OUTPUT ${CGT_THIRD_PARTY_INCLUDE_DIR}/zstd.h CONTENT
  "#include \"cgt-zstd-names.h\"\n#include \"@CGT_ZSTD_SOURCE@/lib/zstd.h\"\n" @ONLY)

# zstd for the host's tools, under the same names as in the runtime.
add_library(cgt_zstd STATIC EXCLUDE_FROM_ALL ${CGT_ZSTD_SOURCES})
target_compile_options(cgt_zstd PRIVATE ${CGT_ZSTD_FLAGS} -include ${CGT_ZSTD_NAMES} -O2 -fPIC -fvisibility=hidden)
target_include_directories(cgt_zstd INTERFACE ${CGT_THIRD_PARTY_INCLUDE_DIR})
add_dependencies(cgt_zstd cgt_zstd_names)
