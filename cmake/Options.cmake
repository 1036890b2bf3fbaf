# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler options that every target of ours shares.
add_library(reminisce_options INTERFACE)
target_include_directories(reminisce_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(reminisce_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # A false alarm on string concatenation (GCC bug 105651).
    target_compile_options(reminisce_options INTERFACE -Wno-restrict)
endif()
target_compile_definitions(reminisce_options INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_STRICT_ITERATORS
    REMINISCE_VERSION="${PROJECT_VERSION}")
if(REMINISCE_WERROR)
    target_compile_options(reminisce_options INTERFACE -Werror)
endif()

set(REMINISCE_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")
if(REMINISCE_SANITIZE)
    add_compile_options(-fsanitize=${REMINISCE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    add_link_options(-fsanitize=${REMINISCE_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# A library of core/: reminisce_library(image SOURCES … LINKS …) makes reminisce::image.
function(reminisce_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(reminisce_${name} STATIC ${ARG_SOURCES})
    add_library(reminisce::${name} ALIAS reminisce_${name})
    target_link_libraries(reminisce_${name} PUBLIC reminisce_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()
