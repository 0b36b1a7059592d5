"""digest: article files become a themed, cross-linked site.

A page is a pure function of the values it holds, and a build is two maps around one fold::

    content/ ──read──▶ Article … ──link──▶ Site ──plan──▶ Page … ──render──▶ File … ──write──▶ output/
               map                 fold            fold            map                effect

The floors of this house, imports pointing down only (`tests/test_house.py` holds it):

9  cli                              a command: parse, call one function, print, exit
8  watch serve                      builds after each change, and a preview of them
   intake                           raw documents → content files, each a step to look at first
   publishing                       a site and a target → the site there, as it was built
7  update                           a site's folder → the same, up to date: lock, glance, build
   desk                             the same while it is worked on: the plan stays
   proposing                        a draft → what a person should decide about it
6  build                            the story: prepare a plan, carry it out
   start                            what begins: a new site, a new content file
   survey curate                    whom the texts name; what a curator decides about it
5  make                             stale pages → files on the stage
   search                           what can be found → the files that a search works with
4  recall                           manuscripts → what they say, remembered where nothing changed
   drafting                         raw documents → drafts, within their time and memory
   amend blueprint                  a plan and other words → the plan amended; a plan → a file, and back
3  read link plan render write      the five verbs of the story
2  pages/* checks/* importers/*     what there are many of: one module a kind, one signature a folder
   generators/* publishers/*        a former site → drafts at their addresses; targets → hosts
1  premises moving                  a former site's folder, and what stood where in it
   shortcodes dialect               its tags and its Markdown, as digest reads them
   front fields dates names urls    what people write → what digest knows
   entries edits                    front matter of the plainest sort, without a parser; an item added to it
   plain prose safe                 Markdown → safe HTML, the short way where that is the same
   marked heart imprint fetch       HTML → Markdown; a page → its article, its imprint; documents from the web
   spellings everyday               by what spellings an entity goes, and which need company
   lettering surroundings           what print varies, and what stands around a word
   claims finder                    who is called what, and where a text names whom
   passages sentences               HTML → plain text and back; the sentence around a place
   mentions company quotes          whom a text names, who is named with whom, in which sentence
   runs kinds near suggest lines    names that the registry lacks, slips in those it has; where words stand
   showing naming targets related   what shows, what is named, where references lead, what is alike
   threads                          what came before and after in the same coverage
   decoding verbatim                a document's bytes → its text; plain text → Markdown of the same words
   seeds guarded                    raw documents on disk, and processes that get no more than is their due
   composing ledger merging         a draft → its file; what was imported; three versions → one
   alike vocabulary                 texts that are nearly the same; tags by whom an article names
   headlines datelines boilerplate  what sites put behind headlines, above texts and around them
   pager alphabet                   long lists, and the order of names in them
   stock sheaf layers               what pages show of articles, by handle; values unpacked late, or laid over others
   layouts engine look              how pages look, what fills them in, what settings say of colours and fonts
   words typeset locales            what they say in the site's language, and how that counts
   linked_data records              what machines read of them, and what the search finds
   pictures darkroom                what a picture's file tells, and copies of it, made and kept
   emblem social                    what is drawn: a site's mark, a headline
   config content folders           settings, what lies in content/, and in output/
   freight delivery lanes media     what to send to a host, in which order and how, several at a time
   place                            files on disk, whole
   remote                           folders on other machines, and why the way there is barred
   memory glance                    what the last build knew, and whether anything changed since
   parts workers progress           extension points, processes, a bar
   manual telling                   the guide; what a command did, in lines
0  model problems fingerprint       the values that flow
"""

__version__ = "0.1.0"
