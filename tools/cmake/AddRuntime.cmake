#===- AddRuntime.cmake - The runtime for one platform -----------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#

set(platforms ${CMAKE_CURRENT_SOURCE_DIR}/rt/abi/Platforms.def)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${platforms})
file(STRINGS ${platforms} CGT_SUPPORTED_TARGETS REGEX "^CGT_PLATFORM")
list(TRANSFORM CGT_SUPPORTED_TARGETS REPLACE "^CGT_PLATFORM[^a-z]*([a-z0-9_-]*).*" "\\1")

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

# Adds NAME, an object library of rt/convert/kernels for TRIPLE; the other arguments are further options. Here, other than in the
# rest of the runtime, C++ headers are allowed.
function(cgt_add_kernels name triple)
  include(${CMAKE_SOURCE_DIR}/rt/Sources.cmake)
  set(sources ${CGT_KERNEL_SOURCES})
  if(triple MATCHES "^(x86_64|i686)-")
    list(APPEND sources ${CGT_KERNEL_X86_SOURCES})
  elseif(triple MATCHES "^aarch64-")
    list(APPEND sources ${CGT_KERNEL_AARCH64_SOURCES})
  endif()
  # Of each triple alike, so they may be a source's own.
  foreach(source ${sources})
    get_filename_component(file ${source} NAME)
    set_source_files_properties(${CMAKE_SOURCE_DIR}/rt/${source} PROPERTIES COMPILE_OPTIONS "${CGT_KERNEL_FLAGS_${file}}")
  endforeach()
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/rt/)
  add_library(${name} OBJECT ${sources})
  target_compile_options(${name} PRIVATE --target=${triple} -O2 -DNDEBUG -fPIC -fvisibility=hidden -ffunction-sections
    -fdata-sections -Wall -Wextra -Wconversion -fno-exceptions -fno-rtti -fno-threadsafe-statics ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/rt)
  target_include_directories(${name} SYSTEM PRIVATE ${CGT_THIRD_PARTY_INCLUDE_DIR})
endfunction()

# Options for what becomes part of a user's program on TRIPLE: -O2 -DNDEBUG in each configuration, since it takes part in the
# user's build, not in ours. The other arguments are more options.
function(cgt_set_runtime_options name triple)
  target_compile_options(${name} PRIVATE --target=${triple} -O2 -DNDEBUG -fPIC -fvisibility=hidden -ffunction-sections
    -fdata-sections -funwind-tables -Wall -Wextra -Wconversion
    $<$<COMPILE_LANGUAGE:CXX>:-nostdinc++ -fno-exceptions -fno-rtti> ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/rt ${CMAKE_SOURCE_DIR}/rt/include)
  target_include_directories(${name} SYSTEM PRIVATE ${CGT_THIRD_PARTY_INCLUDE_DIR})
endfunction()

# Adds NAME, objects of rt/units for TRIPLE, which the plugin compiles. A cache of compilations wouldn't see that the plugin is another.
function(cgt_add_units name triple)
  include(${CMAKE_SOURCE_DIR}/rt/Sources.cmake)
  list(TRANSFORM CGT_UNIT_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/ OUTPUT_VARIABLE units)
  add_library(${name} OBJECT ${units})
  cgt_set_runtime_options(${name} ${triple} -fno-builtin -D_GNU_SOURCE -D__NO_INLINE__ -fplugin=$<TARGET_FILE:cgt>
    -fplugin-arg-cgt-polls=explicit -fplugin-arg-cgt-hashes=no)
  add_dependencies(${name} cgt)
  set_target_properties(${name} PROPERTIES C_COMPILER_LAUNCHER "${CGT_PLUGIN_LAUNCHER}")
  set_source_files_properties(${units} PROPERTIES OBJECT_DEPENDS ${CMAKE_BINARY_DIR}/lib/libcgt.so)
endfunction()

# Adds NAME_format, objects of the pure rooms of rt for TRIPLE, unless there is one.
function(cgt_add_format_objects name triple)
  include(${CMAKE_SOURCE_DIR}/rt/Sources.cmake)
  list(TRANSFORM CGT_FORMAT_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/ OUTPUT_VARIABLE format)
  add_library(${name}_format OBJECT ${format})
  cgt_set_runtime_options(${name}_format ${triple} ${ARGN})
  add_dependencies(${name}_format cgt_zstd_names)
endfunction()

# Adds NAME, a static library libcgt_rt.a in FOLDER for TRIPLE, without rt/units; the other arguments are options for the runtime's own sources
# (not for zstd's).
function(cgt_add_runtime_library name triple folder)
  set(zstd cgt_rt_zstd-${triple})
  if(NOT TARGET ${zstd})
    add_library(${zstd} OBJECT ${CGT_ZSTD_SOURCES})
    target_compile_options(${zstd} PRIVATE --target=${triple} ${CGT_ZSTD_FLAGS} -include ${CGT_ZSTD_NAMES} -O2 -fPIC
      -fvisibility=hidden -ffunction-sections -fdata-sections -funwind-tables)
    add_dependencies(${zstd} cgt_zstd_names)
  endif()

  cgt_add_format_objects(${name} ${triple} ${ARGN})
  include(${CMAKE_SOURCE_DIR}/rt/Sources.cmake)
  list(TRANSFORM CGT_RUNTIME_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/ OUTPUT_VARIABLE runtime)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/rt/program/Release.cpp PROPERTIES
    COMPILE_DEFINITIONS CGT_VERSION="${PROJECT_VERSION}")
  cgt_add_kernels(${name}-kernels ${triple} -funwind-tables ${ARGN})
  add_library(${name} STATIC ${runtime} $<TARGET_OBJECTS:${name}_format> $<TARGET_OBJECTS:${zstd}>
    $<TARGET_OBJECTS:${name}-kernels>)
  cgt_set_runtime_options(${name} ${triple} ${ARGN})
  add_dependencies(${name} cgt_zstd_names)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME cgt_rt ARCHIVE_OUTPUT_DIRECTORY ${folder})
endfunction()

# Adds lib/cgt/TRIPLE/libcgt_rmr.a, target cgt_rmr-TRIPLE: the conversion API alone, whose pure rooms and kernels are the
# runtime's, object by object, so that a program may have both.
function(cgt_add_rmr triple)
  include(${CMAKE_SOURCE_DIR}/rt/Sources.cmake)
  list(TRANSFORM CGT_RMR_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/rt/ OUTPUT_VARIABLE sources)
  add_library(cgt_rmr-${triple} STATIC ${sources} $<TARGET_OBJECTS:cgt_rt-${triple}_format>
    $<TARGET_OBJECTS:cgt_rt-${triple}-kernels>)
  cgt_set_runtime_options(cgt_rmr-${triple} ${triple})
  set_target_properties(cgt_rmr-${triple} PROPERTIES OUTPUT_NAME cgt_rmr
    ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/cgt/${triple})
endfunction()

# Adds lib/cgt/TRIPLE/libcgt_rt.a, target cgt_rt-TRIPLE.
function(cgt_add_runtime triple)
  cgt_add_runtime_library(cgt_rt-${triple} ${triple} ${CMAKE_BINARY_DIR}/lib/cgt/${triple})
  cgt_add_units(cgt_rt-${triple}-units ${triple})
  target_sources(cgt_rt-${triple} PRIVATE $<TARGET_OBJECTS:cgt_rt-${triple}-units>)
endfunction()
