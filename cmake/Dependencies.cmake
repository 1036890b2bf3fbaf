# SPDX-License-Identifier: GPL-3.0-or-later
find_package(Threads REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg Network Concurrent LinguistTools)
find_package(Torch REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(ICU 70 REQUIRED COMPONENTS uc i18n)
find_package(JPEG REQUIRED)
find_package(TIFF REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HEIF REQUIRED IMPORTED_TARGET libheif)
pkg_check_modules(LCMS REQUIRED IMPORTED_TARGET lcms2)
pkg_check_modules(EXIV2 REQUIRED IMPORTED_TARGET exiv2)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

# OpenCV's own package file wants all of its 210 packages; three libraries are enough here.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(opencv_needed INTERFACE)
target_include_directories(opencv_needed SYSTEM INTERFACE ${OPENCV_INCLUDE_DIR})
foreach(part core imgproc imgcodecs)
    find_library(OPENCV_${part}_LIBRARY opencv_${part} REQUIRED)
    target_link_libraries(opencv_needed INTERFACE ${OPENCV_${part}_LIBRARY})
endforeach()

find_path(HNSWLIB_INCLUDE_DIR hnswlib/hnswlib.h REQUIRED)

# Debian's LibTorch is content with the reference BLAS, which multiplies forty times slower. Linked first and
# kept although nothing names it, OpenBLAS serves the products in every case.
find_library(OPENBLAS_LIBRARY NAMES openblas libopenblas.so.0
    PATHS /usr/lib/x86_64-linux-gnu/openblas-openmp /usr/lib/aarch64-linux-gnu/openblas-openmp NO_DEFAULT_PATH)

# LibTorch's own library for the processor, used directly where it is there as a library of its own (Debian). Its
# package file insists on OpenCL, which nothing here uses. How many threads it takes is OpenMP's matter.
find_package(OpenMP COMPONENTS CXX)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
find_library(DNNL_LIBRARY dnnl)
if(DNNL_LIBRARY AND NOT OpenMP_CXX_FOUND)
    message(WARNING "This compiler has no OpenMP: models will look at photos several times slower than they could.")
endif()
