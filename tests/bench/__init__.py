"""The benchmarks: `./run bench [name]`. Each figure stands beside its floor, measured in the same run (docs/performance.md)."""
