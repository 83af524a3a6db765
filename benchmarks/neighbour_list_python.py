"""Times the neighbour lists of ASE and pymatgen, where they are installed, on one POSCAR: the median of some calls."""

import sys
import time
import warnings

CUTOFF = 6.0
warnings.simplefilter("ignore")


def median_ms(call, count):
    call()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        pairs = call()
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)[count // 2], pairs


def tell(name, atoms, call):
    milliseconds, pairs = median_ms(call, 21 if atoms < 1000 else 5)
    print(f"{name:<10} {atoms:6d} atoms  {pairs:8d} pairs  {milliseconds:10.4f} ms (median)")


def main():
    path = sys.argv[1]
    try:
        import ase
        import ase.io
        import ase.neighborlist

        atoms = ase.io.read(path, format="vasp")
        tell(f"ASE {ase.__version__}", len(atoms), lambda: len(ase.neighborlist.neighbor_list("ijdDS", atoms, CUTOFF)[0]))
    except ImportError:
        print("ASE is not installed")
    try:
        import pymatgen.core

        structure = pymatgen.core.Structure.from_file(path)
        tell("pymatgen", len(structure), lambda: len(structure.get_neighbor_list(CUTOFF)[0]))
    except ImportError:
        print("pymatgen is not installed")


main()
