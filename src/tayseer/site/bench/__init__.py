"""The benchmarks: each measures a whole path of the product beside its bound, in the same run on the same machine."""
