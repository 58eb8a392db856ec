"""Side-by-side measurements: each number stands beside a yardstick taken in the same run."""
