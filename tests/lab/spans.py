"""Dynamic spans of the DAHDI kernel: pairs connected back to back, made and taken away at run time (dahdi/user.h)."""
import errno
import fcntl
import os
import pathlib
import struct
import sys
import time

CODE = 0xDA
SPAN = struct.Struct("20s40siii")  # dahdi_dynamic_span: driver, address, channels, timing, span number
CREATE = 3 << 30 | SPAN.size << 16 | CODE << 8 | 80   # _IOWR
DESTROY = 1 << 30 | SPAN.size << 16 | CODE << 8 | 81  # _IOW
CHANNELS = {"e1": 31, "t1": 24, "bri": 3}
DEVICES = pathlib.Path("/sys/bus/dahdi_devices/devices")
SPANS = pathlib.Path("/sys/bus/dahdi_spans/devices")


def _control(request: int, driver: str, address: str, channels: int, timing: int = 0) -> int:
    """One ioctl on the control device; the span number that it returns."""
    control = os.open("/dev/dahdi/ctl", os.O_RDWR)
    try:
        data = bytearray(SPAN.pack(driver.encode(), address.encode(), channels, timing, 0))
        fcntl.ioctl(control, request, data, True)
        return SPAN.unpack(bytes(data))[4]
    finally:
        os.close(control)


def create(address: str, type: str, driver: str = "loc", timing: int = 0) -> int:
    """A span at "KEY:ID"; two with the same key are the ends of one line. Its span number."""
    _control(CREATE, driver, address, CHANNELS[type], timing)
    for span in SPANS.iterdir():
        if (span / "name").read_text().strip() == f"DYN/{driver}/{address}":
            return int(span.name[5:])
    raise OSError(errno.ENODEV, f"span {address} was not assigned a number")


def destroy(address: str, type: str, driver: str = "loc", patience: float = 10) -> None:
    """Takes a span away; waits for those that still have its channels open."""
    deadline = time.monotonic() + patience
    while True:
        try:
            _control(DESTROY, driver, address, CHANNELS[type])
            return
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def unassign(address: str, driver: str = "loc") -> None:
    """Pulls a card: the channels of the span are gone for those that have them open."""
    for device in DEVICES.iterdir():
        if (device / "hardware_id").read_text().strip() == f"DYN/{driver}/{address}":
            (device / "unassign_span").write_text("1")
            return
    raise OSError(errno.ENODEV, f"no span at {address}")


def pair(key: int, type: str) -> tuple[int, int]:
    """Both ends of a line: the span numbers of the user side (id 0) and of the network side (id 1)."""
    return create(f"{key:x}:0", type), create(f"{key:x}:1", type)


def alarms(span: int) -> int:
    """DAHDI_ALARM_* of a span."""
    return int((SPANS / f"span-{span}" / "alarms").read_text(), 16)


def loops(spec: str) -> list[tuple[str, int, int]]:
    """Makes what "e1,t1x2" asks for: the type and the two span numbers of each line."""
    made = []
    for item in filter(None, spec.split(",")):
        type, _, count = item.partition("x")
        for _ in range(int(count or 1)):
            made.append((type, *pair(len(made), type)))
    return made


if __name__ == "__main__":
    for line in loops(sys.argv[1]):
        print(*line)
