#!/bin/sh
# 离线安装听号：sh install.sh [文件夹，默认 /opt/tinghao]
# Install Tinghao without a network: sh install.sh [folder, /opt/tinghao by default]
set -eu
cd "$(dirname "$0")"
target=${1:-/opt/tinghao}
machine=@MACHINE@

fail() {
    echo "$1" >&2
    exit 1
}

sha256sum --quiet --strict -c SHA256SUMS || fail "文件损坏或不全，请重新拷贝 / damaged or incomplete: copy it again"
[ "$(uname -m)" = "$machine" ] || fail "这一份是给 $machine 的，本机是 $(uname -m) / made for $machine"
python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    fail "要 Python 3.11（Debian 12）/ needs Python 3.11 as in Debian 12"

if [ "$(id -u)" = 0 ] && ls debs/*.deb >/dev/null 2>&1 && command -v dpkg >/dev/null; then
    dpkg --install --skip-same-version debs/*.deb || fail "软件包没装上 / the Debian packages were not installed"
fi

# Without Debian's python3-venv: pip runs from its own wheel. What is there already is installed anew: a build made later
# may have the same version, and a file that was damaged is whole again.
python3 -m venv --without-pip "$target"
pip=$(ls "$PWD"/pip/pip-*.whl)
PYTHONPATH=$pip "$target/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-cache-dir --isolated \
    --force-reinstall --no-index --find-links "$PWD/wheels" --require-hashes --no-deps --only-binary :all: -r requirements.lock

if [ "$(id -u)" = 0 ] && [ "$target" = /opt/tinghao ]; then
    ln -sf /opt/tinghao/bin/tinghao /usr/local/bin/tinghao
fi
"$target/bin/tinghao" doctor || true
echo "装好了 / installed: $target/bin/tinghao"
echo "手册 / manual: $PWD/docs/manual"
