"""Times a DefiNet written plainly in PyTorch: the same formulas and weights, every layer as the paper has it,
filters of edges multiplied out in full, nothing left out and nothing compiled. Also says how far its answer is from ours.

    python3 nets_torch.py FOLDER [SECONDS]

FOLDER holds what 'DefiNet.Benchmarks nets-write FOLDER' and a run of 'nets' left there."""

import math
import os
import sys
import time
import warnings

warnings.simplefilter("ignore")
import numpy
import torch

CUTOFF, RADIAL_CUTOFF = 6.0, 30.0
THREADS = int(os.environ.get("TORCH_THREADS", "2"))
torch.set_num_threads(THREADS)


def silu(x):
    return torch.nn.functional.silu(x) / 0.6


class DefiNet:
    def __init__(self, path):
        self.w = torch.load(path, map_location="cpu")
        self.h = self.w["lin_comb.bias"].numel()
        self.layers = sum(name.endswith("lin_vec2coord.weight") for name in self.w)

    def linear(self, name, x):
        return torch.nn.functional.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def activate(self, name, vectors):
        moved, gate = self.linear(name + ".lin_vec", vectors), self.linear(name + ".lin_gvec", vectors)
        along = (moved * gate).sum(1, keepdim=True)
        return torch.where(along >= 0, moved, (moved + gate) / 2)

    def radial(self, distance):
        scaled = distance / RADIAL_CUTOFF
        centres = self.w["radial_basis.rbf.offset"]
        gauss = torch.exp(-0.5 * ((scaled[:, None] - centres) / (centres[1] - centres[0])) ** 2)
        envelope = 1 - 21 * scaled**5 + 35 * scaled**6 - 15 * scaled**7
        return gauss * envelope[:, None]

    @torch.no_grad()
    def __call__(self, numbers, markers, positions, receiver, sender, shift):
        h, atoms = self.h, len(numbers)
        marked = self.w["defect_emb.embeddings.weight"][markers]
        x = self.linear("lin_comb", torch.cat([self.w["atom_emb.embeddings.weight"][numbers], marked], -1))
        vectors, virtual, virtual_vector = torch.zeros(atoms, 3, h), self.w["vn_emb.weight"], torch.zeros(1, 3, h)
        at = positions.clone()
        for n in range(self.layers):
            between = at[receiver] - at[sender] - shift
            distance = between.square().sum(1).clamp(min=1e-8).sqrt()
            direction, radial = (between / distance[:, None]).float(), self.radial(distance.float())

            s = f"virtual_scalar_layers.{n}"
            joined = torch.cat([x, virtual.expand(atoms, h)], -1)
            x = x + silu(self.linear(s + ".mlp_node.2", silu(self.linear(s + ".mlp_node.0", joined))))
            vectors = vectors + self.linear(f"virtual_vector_layers.{n}.mlp_node", vectors + virtual_vector)

            m = f"message_passing_layers.{n}"
            sent, known = self.linear(m + ".x_proj.2", silu(self.linear(m + ".x_proj.0", x))), self.linear(m + ".defect_proj", marked)
            message = sent[sender] * self.linear(m + ".edge_proj", radial) * (known[receiver] + known[sender]) / math.sqrt(3)
            carried, along, scalar = message.split(h, -1)
            moved = (carried[:, None] * vectors[sender] + along[:, None] * direction[:, :, None]) / math.sqrt(h)
            summed = torch.zeros(atoms, 3, h).index_add_(0, receiver, moved)
            x = (x + torch.zeros(atoms, h).index_add_(0, receiver, scalar)) / math.sqrt(2)
            vectors = vectors + self.activate(m + ".vec_activation", summed)

            u = f"message_update_layers.{n}"
            first, second = self.linear(u + ".vec_proj", vectors).split(h, -1)
            joined = torch.cat([x, (second.square().sum(1) + 1e-8).sqrt()], -1)
            gate, add, stretch = self.linear(u + ".xvec_proj.2", silu(self.linear(u + ".xvec_proj.0", joined))).split(h, -1)
            x = (x + add / math.sqrt(2) + x * torch.tanh(stretch)) / math.sqrt(2)
            vectors = vectors + self.activate(u + ".vec_activation", gate[:, None] * first)

            c = f"coord_update_layers.{n}"
            pushed, known = self.linear(c + ".x_proj.2", silu(self.linear(c + ".x_proj.0", x))), self.linear(c + ".defect_proj", marked)
            push = pushed[sender] * self.linear(c + ".edge_proj", radial) * (known[receiver] + known[sender])
            strength = self.linear(c + ".coord_mlp.2", silu(self.linear(c + ".coord_mlp.0", push)))
            step = torch.zeros(atoms, 3).index_add_(0, receiver, strength * direction) + self.linear(c + ".lin_vec2coord", vectors)[..., 0]
            at = at + 0.5 * step.double()

            if n + 1 < self.layers:
                joined = torch.cat([x.mean(0, keepdim=True), virtual], -1)
                virtual = virtual + silu(self.linear(s + ".mlp_vn.2", silu(self.linear(s + ".mlp_vn.0", joined))))
                virtual_vector = virtual_vector + self.linear(f"virtual_vector_layers.{n}.mlp_vn", vectors.mean(0, keepdim=True) + virtual_vector)
        return at


def read_poscar(path):
    lines = open(path).read().split("\n")
    cell = numpy.array([[float(x) for x in line.split()] for line in lines[2:5]]) * float(lines[1])
    counts = [int(x) for x in lines[6].split()]
    known = {"Mo": 42, "S": 16}
    numbers = sum([[known[symbol]] * count for symbol, count in zip(lines[5].split(), counts)], [])
    positions = numpy.array([[float(x) for x in line.split()[:3]] for line in lines[8 : 8 + sum(counts)]])
    return cell, numbers, positions if lines[7][0] in "cCkK" else positions @ cell


def edges_of(cell, positions):
    receiver, sender, shift = [], [], []
    for a in (-1, 0, 1):
        for b in (-1, 0, 1):
            offset = a * cell[0] + b * cell[1]
            apart = numpy.linalg.norm(positions[:, None] - positions[None] - offset, axis=-1)
            i, j = numpy.nonzero((apart < CUTOFF) & (apart > 1e-6))
            receiver.append(i), sender.append(j), shift.append(numpy.repeat(offset[None], len(i), 0))
    order = numpy.argsort(numpy.concatenate(receiver), kind="stable")
    return [torch.tensor(numpy.concatenate(part)[order]) for part in (receiver, sender, shift)]


def main():
    folder, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 6
    cell, numbers, positions = read_poscar(os.path.join(folder, "layer.vasp"))
    receiver, sender, shift = edges_of(cell, positions)
    given = torch.tensor(numbers), torch.zeros(len(numbers), dtype=torch.long), torch.tensor(positions), receiver, sender, shift
    for name in ("definet-512x4", "definet-64x4"):
        net = DefiNet(os.path.join(folder, name + ".pt"))
        answer, walls, busy = net(*given), [], []
        begin = time.perf_counter()
        while len(walls) < 3 or time.perf_counter() - begin < seconds:
            wall, used = time.perf_counter(), time.process_time()
            net(*given)
            walls.append(time.perf_counter() - wall), busy.append(time.process_time() - used)
        ours = numpy.loadtxt(os.path.join(folder, name + ".positions"))
        walls.sort(), busy.sort()
        print(
            f"{name:<16} {len(numbers):6d} atoms {len(receiver):8d} edges  least {1e3 * walls[0]:8.2f} ms  median {1e3 * walls[len(walls) // 2]:8.2f} ms"
            f"  processor {1e3 * busy[len(busy) // 10]:8.2f} ms on {THREADS} threads  PyTorch {torch.__version__}; largest difference of a position {numpy.abs(ours - answer.numpy()).max():.1e} Å"
        )


main()
