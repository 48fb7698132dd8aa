"""The program of the faults: does what it is told, then exits with --exit."""
import argparse
import pathlib
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--exit", type=int, default=0)
arguments.add_argument("--executors", action="store_true", help="start Spark and its executors")
arguments.add_argument("--allocate", type=int, default=0, help="MiB of memory")
arguments.add_argument("--write", type=int, default=0, help="MiB into the volume with a limit")
arguments.add_argument("--sleep", type=float, default=0, help="seconds")
arguments.add_argument("--log", type=int, default=0, help="MiB of numbered lines of 1 KiB")
arguments.add_argument("--tick", type=int, default=0, help="seconds of a numbered line each 0.1 s")
arguments.add_argument("--raise", dest="exception", default="", help="text of an exception")
arguments.add_argument("--ignored", action="append", default=[])
a = arguments.parse_args()

if a.executors:
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate().sparkContext.parallelize(range(2), 2).sum()
# Nothing can be known to be running before it says so.
print("FAULT", sum(map(len, a.ignored)), flush=True)
memory = b"x" * (a.allocate << 20)
if a.write:
    pathlib.Path("/scratch/file").write_bytes(b"x" * (a.write << 20))
for number in range(a.log << 10):
    print(f"line {number} ".ljust(1023, "."))
for number in range(a.tick * 10):
    print(f"tick {number} {time.time():.3f}", flush=True)
    time.sleep(0.1)
time.sleep(a.sleep)
if a.exception:
    raise LookupError(a.exception)
sys.exit(a.exit)
