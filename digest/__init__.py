"""digest: article files become a themed, cross-linked site.

A page is a pure function of the values it holds, and a build is two maps around one fold::

    content/ ──read──▶ Article … ──link──▶ Site ──plan──▶ Page … ──render──▶ File … ──write──▶ output/
               map                 fold            fold            map                effect

The floors of this house, imports pointing down only (`tests/test_house.py` holds it):

6  cli                              a command: parse, call one function, print, exit
5  watch serve                      builds after each change, and a preview of them
4  build                            the story: prepare a plan, carry it out
   start                            what begins: a new site, a new content file
3  read link plan render write      the five verbs of the story
2  pages/* checks/*                 what there are many of: one module a kind, one signature a folder
1  front fields dates names urls    what people write → what digest knows
   prose safe                       Markdown → safe HTML
   showing naming targets related   what shows, what is named, where references lead, what is alike
   pager                            long lists
   layouts linked_data              how pages look, to people and to machines
   config content                   settings, and what lies in content/
   memory parts workers progress    what the last build knew, extension points, processes, a bar
   manual                           the guide
0  model problems fingerprint       the values that flow
"""

__version__ = "0.1.0"
