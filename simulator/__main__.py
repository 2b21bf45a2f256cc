"""`python -m simulator FOLDER` writes the sample portfolio into a folder."""

from argparse import ArgumentParser
from pathlib import Path

from simulator import write_sample

parser = ArgumentParser(prog="python -m simulator", description="Write the sample portfolio.")
parser.add_argument("folder", type=Path, help="where its files go, such as data/sample")

if __name__ == "__main__":
    for path in write_sample(parser.parse_args().folder):
        print(path)
