"""`make bench`: every measurement, one after the other."""

from benchmarks import answers, digest, sync

if __name__ == "__main__":
    sync.main()
    digest.main()
    answers.main()
