"""Times ASE and pymatgen, where they are installed, on one OUTCAR: the least of three calls."""

import sys
import time
import warnings

CALLS = 3
warnings.simplefilter("ignore")


def tell(name, call):
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        try:
            steps = call()
        except Exception as failure:  # whatever the other package throws at this file
            print(f"{name:<22} cannot read it: {type(failure).__name__}: {str(failure)[:80]}")
            return
        times.append(1e3 * (time.perf_counter() - start))
    print(f"{name:<22} {steps:5d} steps  {sorted(times)[CALLS // 2]:10.3f} ms (median; least {min(times):.3f})")


def main():
    path = sys.argv[1]
    try:
        import ase
        import ase.io

        tell(f"ASE {ase.__version__}", lambda: len(ase.io.read(path, format="vasp-out", index=":")))
    except ImportError:
        print("ASE is not installed")
    try:
        from pymatgen.io.vasp.outputs import Outcar

        def pymatgen():
            outcar = Outcar(path)
            outcar.read_pattern({"energy": r"free  energy   TOTEN\s+=\s+([\d\-\.]+)"})
            return len(outcar.data["energy"])

        tell("pymatgen (no forces)", pymatgen)
    except ImportError:
        print("pymatgen is not installed")


main()
