#===- AddRuntime.cmake - The runtime for one platform -----------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The triples are the same list as in test/Inputs/platforms.py.
#
#===------------------------------------------------------------------------===#

set(CGT_SUPPORTED_TARGETS x86_64-linux-gnu i686-linux-gnu aarch64-linux-gnu riscv64-linux-gnu s390x-linux-gnu
    powerpc-linux-gnu powerpc64-linux-gnu sparc64-linux-gnu mips-linux-gnu arm-linux-gnueabihf)

# Sets RESULT to whether a C program can be linked for TRIPLE: compiler, libc and binutils are there.
function(cgt_can_link triple result)
  set(probe ${CMAKE_BINARY_DIR}/CMakeFiles/cgt-probe)
  file(WRITE ${probe}.c "#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n")
  execute_process(COMMAND ${CMAKE_C_COMPILER} --target=${triple} -static ${probe}.c -o ${probe}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(status EQUAL 0)
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Adds NAME, an object library of rt/kernels for TRIPLE; the other arguments are further options. Here, other than in the
# rest of the runtime, C++ headers are allowed.
function(cgt_add_kernels name triple)
  include(${CMAKE_SOURCE_DIR}/rt/kernels/Sources.cmake)
  set(sources ${CGT_KERNEL_SOURCES})
  if(triple MATCHES "^(x86_64|i686)-")
    list(APPEND sources ${CGT_KERNEL_X86_SOURCES})
  elseif(triple MATCHES "^aarch64-")
    list(APPEND sources ${CGT_KERNEL_AARCH64_SOURCES})
  endif()
  # Of each triple alike, so they may be a source's own.
  foreach(source ${sources})
    set_source_files_properties(${CMAKE_SOURCE_DIR}/rt/kernels/${source} PROPERTIES
      COMPILE_OPTIONS "${CGT_KERNEL_FLAGS_${source}}")
  endforeach()
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/rt/kernels/)
  add_library(${name} OBJECT ${sources})
  target_compile_options(${name} PRIVATE --target=${triple} -O2 -DNDEBUG -fPIC -fvisibility=hidden -ffunction-sections
    -fdata-sections -Wall -Wextra -Wconversion -fno-exceptions -fno-rtti -fno-threadsafe-statics ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/rt)
  target_include_directories(${name} SYSTEM PRIVATE ${CGT_THIRD_PARTY_INCLUDE_DIR})
endfunction()

# Adds NAME, a static library libcgt_rt.a in FOLDER for TRIPLE; the other arguments are options for the runtime's own sources
# (not for zstd's).
function(cgt_add_runtime_library name triple folder)
  set(zstd cgt_rt_zstd-${triple})
  if(NOT TARGET ${zstd})
    add_library(${zstd} OBJECT ${CGT_ZSTD_SOURCES})
    target_compile_options(${zstd} PRIVATE --target=${triple} ${CGT_ZSTD_FLAGS} -include ${CGT_ZSTD_NAMES} -O2 -fPIC
      -fvisibility=hidden -ffunction-sections -fdata-sections -funwind-tables)
    add_dependencies(${zstd} cgt_zstd_names)
  endif()

  include(${CMAKE_SOURCE_DIR}/rt/format/Sources.cmake)
  include(${CMAKE_SOURCE_DIR}/rt/runtime/Sources.cmake)
  list(TRANSFORM CGT_FORMAT_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/format/ OUTPUT_VARIABLE format)
  list(TRANSFORM CGT_RUNTIME_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/runtime/ OUTPUT_VARIABLE runtime)
  cgt_add_kernels(${name}-kernels ${triple} -funwind-tables ${ARGN})
  add_library(${name} STATIC ${format} ${runtime} $<TARGET_OBJECTS:${zstd}> $<TARGET_OBJECTS:${name}-kernels>)
  # -O2 -DNDEBUG in each configuration: the runtime takes part in the user's build, not in ours.
  target_compile_options(${name} PRIVATE --target=${triple} -O2 -DNDEBUG -fPIC -fvisibility=hidden -ffunction-sections
    -fdata-sections -funwind-tables -Wall -Wextra -Wconversion
    $<$<COMPILE_LANGUAGE:CXX>:-nostdinc++ -fno-exceptions -fno-rtti> ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/rt ${CMAKE_SOURCE_DIR}/rt/include)
  target_include_directories(${name} SYSTEM PRIVATE ${CGT_THIRD_PARTY_INCLUDE_DIR})
  add_dependencies(${name} cgt_zstd_names)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME cgt_rt ARCHIVE_OUTPUT_DIRECTORY ${folder})
endfunction()

# Adds lib/cgt/TRIPLE/libcgt_rt.a, target cgt_rt-TRIPLE.
function(cgt_add_runtime triple)
  cgt_add_runtime_library(cgt_rt-${triple} ${triple} ${CMAKE_BINARY_DIR}/lib/cgt/${triple})
endfunction()
