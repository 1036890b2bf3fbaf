# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run and test: what Debian 12 calls the packages, and how they are installed.

build_packages="cmake ninja-build g++ ccache pkg-config qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
qt6-svg-dev qt6-translations-l10n qt6-image-formats-plugins libgl-dev libtorch-dev libdnnl-dev libopenblas0-openmp libopencv-core-dev libopencv-imgproc-dev
libopencv-imgcodecs-dev libsqlite3-dev libsqlitecpp-dev libhnswlib-dev libheif-dev libexiv2-dev liblcms2-dev libseccomp-dev
libjpeg62-turbo-dev libtiff-dev nlohmann-json3-dev libcli11-dev libicu-dev libssl-dev zlib1g-dev fonts-dejavu-core wordnet-base"

install_packages() {
    command -v apt-get >/dev/null 2>&1 || { echo "This script knows Debian 12 only. Install what README.md lists, then use cmake." >&2; exit 1; }
    missing=""
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    echo "These packages will be installed:$missing"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

build() { # PRESET [TARGET…]; without a target: everything, tests and benchmarks too
    cmake --preset "$1" >/dev/null
    cmake --build --preset "$1" ${2:+--target "${@:2}"}
}
