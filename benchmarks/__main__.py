"""`make bench`: every measurement, one after the other."""

from benchmarks import digest, sync

if __name__ == "__main__":
    sync.main()
    digest.main()
