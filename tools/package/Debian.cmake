#===- Debian.cmake - CGT as Debian packages ---------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ninja -C build package: cgt (tools, plugin, headers, manual) and libcgt-rt-TRIPLE, a platform's runtime, for each of triples.
#
#===------------------------------------------------------------------------===#

set(CGT_MAINTAINER "CGT maintainers <maintainers@cgt.invalid>" CACHE STRING "Maintainer of Debian packages")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cgt)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL cgt)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${CGT_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# What no install rule can say: compressed pages, changes in Debian's words.
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_BINARY_DIR}/FinishPackages.cmake)
file(CONFIGURE OUTPUT FinishPackages.cmake CONTENT
  "execute_process(COMMAND \"@CGT_PYTHON@\" \"@CMAKE_CURRENT_SOURCE_DIR@/debian.py\" \"\${CPACK_TEMPORARY_INSTALL_DIRECTORY}\"
  \"@PROJECT_VERSION@\" \"@CGT_MAINTAINER@\" COMMAND_ERROR_IS_FATAL ANY)\n" @ONLY)

set(CPACK_COMPONENT_CGT_DESCRIPTION "portable checkpoints for C programs
Compiles C programs so that they can be saved while they run and resumed
elsewhere: another machine, another byte order, another pointer size, another
optimisation level.
.
This package has the tools cgt-cc, cgt-run and cgt-inspect, the plugin for
clang-${CGT_LLVM}, headers and documentation. The runtime of each platform that
programs are compiled for is in a package of its own.")
set(CPACK_DEBIAN_CGT_PACKAGE_NAME cgt)
set(CPACK_DEBIAN_CGT_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CGT_PACKAGE_DEPENDS "clang-${CGT_LLVM} (>= 1:${CGT_LLVM_VERSION})")
set(CPACK_DEBIAN_CGT_PACKAGE_SUGGESTS "ccache, llvm-${CGT_LLVM}, qemu-user-static")

foreach(triple ${triples})
  string(REPLACE "_" "-" name ${triple})
  string(TOUPPER RT-${triple} component)
  list(APPEND CPACK_COMPONENTS_ALL rt-${triple})
  set(CPACK_COMPONENT_${component}_DESCRIPTION "portable checkpoints for C programs, runtime for ${triple}
Programs that are compiled for ${triple} by cgt-cc are linked with these
static libraries: the runtime, and the conversion API of <cgt/rmr.h> alone.")
  set(CPACK_DEBIAN_${component}_PACKAGE_NAME libcgt-rt-${name})
  set(CPACK_DEBIAN_${component}_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_${component}_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_${component}_PACKAGE_DEPENDS "cgt (= ${PROJECT_VERSION})")
  if(triple STREQUAL CGT_DEFAULT_TRIPLE)
    set(CPACK_DEBIAN_CGT_PACKAGE_RECOMMENDS libcgt-rt-${name})
  else()
    # clang finds Debian's cross headers and libraries, libgcc among them, by this.
    set(CPACK_DEBIAN_${component}_PACKAGE_RECOMMENDS gcc-${name})
  endif()
endforeach()
include(CPack)
