#!/usr/bin/env bash
# Installs the Debian packages that tests and benches need, where they are missing.
set -euo pipefail

missing=()
command -v espeak-ng >/dev/null || missing+=(espeak-ng)

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo "Please install by hand: ${missing[*]} (no apt-get on this machine)" >&2
  exit 1
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
