"""digest: article files become a themed, cross-linked site.

A page is a pure function of the values it holds, and a build is two maps around one fold::

    content/ ──read──▶ Article … ──link──▶ Site ──plan──▶ Page … ──render──▶ File … ──write──▶ output/
               map                 fold            fold            map                effect

The floors of this house, imports pointing down only (`tests/test_house.py` holds it):

6  cli                          a command: parse, call one function, print, exit
4  build                        the story: prepare a plan, carry it out
3  read link plan render write  its five verbs; start, for what begins a site
2  pages/* checks/*             what there are many of: one module a kind, one signature a folder
1  layouts prose safe front fields dates names related pager linked_data urls memory workers parts config manual
0  model problems fingerprint   the values that flow
"""

__version__ = "0.1.0"
