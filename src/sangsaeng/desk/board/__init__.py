"""The board (이행 현황판): where models, money, periods, purchases and outcomes stand, as of any day.

A figure is its rows: the number on the page is how many there are (or the sum of their amounts), and its link shows the very
same rows. Nothing is stored: the board of a past day is worked out from dated rows and from the append-only record.
"""
