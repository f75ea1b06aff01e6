"""`arkit system`: are the system libraries there? Installs them as root on Debian or Ubuntu, else prints the line."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

import click

# What the wheels load at run time, and the Debian package that holds it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libudev.so.1": "libudev1",
    "libusb-1.0.so.0": "libusb-1.0-0",
    "libgomp.so.1": "libgomp1",
}
# Mesa's software driver has no fixed library name: without it EGL loads and draws nothing.
DRIVER = ("/usr/share/glvnd/egl_vendor.d", "libgl1-mesa-dri libegl-mesa0")
CHINESE_FONT = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing_packages(browser: bool) -> list[str]:
    """Debian packages whose files are not on this machine."""
    packages = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not os.path.isdir(DRIVER[0]) or not os.listdir(DRIVER[0]):
        packages += DRIVER[1].split()
    if browser and not any(shutil.which(name) for name in BROWSERS):
        packages.append("chromium")
    if browser and not os.path.exists(CHINESE_FONT[0]):
        packages.append(CHINESE_FONT[1])
    return packages


def loads(library: str) -> bool:
    """Whether the dynamic linker finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@click.command()
@click.option("--browser", is_flag=True, help="Chromium and a Chinese font too, for the browser tests.")
def command(browser: bool) -> None:
    """See that the system libraries are there; install them when that is possible.

    Exits 0 also when something is missing and cannot be installed here: what needs it is then skipped by name.
    """
    packages = missing_packages(browser)
    if not packages:
        return
    apt = shutil.which("apt-get")
    if sys.platform == "linux" and apt and os.geteuid() == 0:
        click.echo(f"system: installing {' '.join(packages)}", err=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", *packages]):
            subprocess.run([apt, "-qq", *arguments], env=environment, check=False, stdout=subprocess.DEVNULL)
        packages = missing_packages(browser)
    if packages:
        click.echo("system: what needs these libraries will be skipped by name until you install them:", err=True)
        click.echo(f"    sudo apt-get install {' '.join(packages)}", err=True)


__all__ = ["command", "missing_packages"]
