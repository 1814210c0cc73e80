"""Puts load on a web server with wrk (a Debian package): prepared requests, each sent once or round and round."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tayseer.site.bench.stage import UnableToMeasure

#: One thread of wrk sends tens of thousands of requests a second, so the other core stays with the server.
_SCRIPT = """
-- What `done` asks the thread for must be global.
sent, bad, why, records = 0, 0, "", {}
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for line in file:lines() do
    table.insert(records, file:read(tonumber(line)))
  end
  file:close()
  status, marker, once = tonumber(args[2]), args[3], args[4] == "once"
end

function request()
  sent = sent + 1
  if sent > #records then
    if once then
      exhausted = true
      wrk.thread:stop()
      return records[#records]
    end
    sent = 1
  end
  return records[sent]
end

function response(code, headers, body)
  local place = headers["Location"] or headers["location"] or ""
  local found = marker == "" or string.find(place, marker, 1, true) or string.find(body, marker, 1, true)
  if code ~= status or not found then
    bad = bad + 1
    if why == "" then why = code .. " " .. place .. " " .. string.sub(body, 1, 300) end
  end
end

function done(summary, latency, requests)
  local thread = threads[1]
  local errors = summary.errors
  local said = string.gsub(thread:get("why") or "", "[%c\\\\\\"\\128-\\255]", " ")
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bad": %d, "socket": %d, ' ..
    '"exhausted": %s, "p50": %d, "p99": %d, "why": "%s"}\\n',
    summary.requests, summary.duration, thread:get("bad") or 0,
    errors.connect + errors.read + errors.write + errors.timeout,
    tostring(thread:get("exhausted") or false), latency:percentile(50), latency:percentile(99), said))
end
"""


@dataclass(frozen=True)
class Answered:
    """What came back in one run: requests a second, failures, and latencies in milliseconds.

    wrk waits for an answer before it sends the next request on a connection, so its latencies are those under load, not
    those a queue of impatient people would see.
    """

    per_second: float
    requests: int
    errors: int
    p50_ms: float
    p99_ms: float
    why: str
    seconds_of_processor: float


def get(url: str, path: str, *, cookies: Mapping[str, str]) -> bytes:
    """A GET as a browser sends it."""
    return _request("GET", url, path, cookies=cookies)


def call(url: str, path: str, *, token: str) -> bytes:
    """A GET as a program sends it, with its bearer token."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        "Accept: application/json",
        "Accept-Language: ar",
        f"Authorization: Bearer {token}",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def post(url: str, path: str, *, cookies: Mapping[str, str], form: Mapping[str, str]) -> bytes:
    """A form as a browser sends it."""
    return _request("POST", url, path, cookies=cookies, body=urlencode(form).encode())


def _request(method: str, url: str, path: str, *, cookies: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "Accept-Language: ar,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()),
    ]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def run(
    url: str,
    requests: Sequence[bytes],
    *,
    seconds: float,
    clients: int,
    status: int = 200,
    marker: str = "",
    once: bool = False,
) -> Answered:
    """Send the requests over that many connections for so long; every answer must have the status and the marker.

    The marker is looked for in the Location and in the body as it comes (compressed bodies hide it). With ``once`` no
    request is sent twice, and running out of them is an error. Raises ``UnableToMeasure`` when there is no wrk.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        message = "wrk is not installed, and nothing else puts load on the server here. On Debian: apt-get install wrk"
        raise UnableToMeasure(message)
    with tempfile.TemporaryDirectory(prefix="tayseer-wrk-") as folder:
        script, prepared = Path(folder) / "send.lua", Path(folder) / "requests"
        script.write_text(_SCRIPT, encoding="ascii")
        with prepared.open("wb") as file:
            for one in requests:
                file.write(b"%d\n" % len(one) + one)
        whole = max(1, int(seconds))
        command = [wrk, "-t1", f"-c{clients}", f"-d{whole}s", "--timeout", "10s", "-s", str(script), url]
        arguments = ["--", str(prepared), str(status), marker, "once" if once else "again"]
        before = _children_seconds()
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=whole + 60)
        used = _children_seconds() - before
    line = next((line for line in done.stdout.splitlines() if line.startswith('{"requests"')), None)
    if line is None:
        message = f"wrk failed: {done.stdout}{done.stderr}"
        raise UnableToMeasure(message)
    said = json.loads(line)
    good = said["requests"] - said["bad"]
    return Answered(
        per_second=good / (said["microseconds"] / 1e6),
        requests=said["requests"],
        errors=said["bad"] + said["socket"] + (1 if said["exhausted"] else 0),
        p50_ms=said["p50"] / 1000,
        p99_ms=said["p99"] / 1000,
        why="the prepared requests ran out before the time" if said["exhausted"] else said["why"],
        seconds_of_processor=used,
    )


def _children_seconds() -> float:
    import resource  # noqa: PLC0415 - only Unix has it, and only this asks

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
