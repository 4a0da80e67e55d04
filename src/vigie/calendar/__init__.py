"""When one may write to people: working hours where they are, public holidays, school holidays.

Pure: moments and places come in, moments come out. The dates are data (`data/*.csv`):

- `places.csv`: for each département, its school zone, its clocks and its own public holidays;
- `known.csv`: which days each school calendar covers, and the source;
- `closed.csv`: the school holidays inside them.

A day that no calendar covers is refused, never guessed.
"""
