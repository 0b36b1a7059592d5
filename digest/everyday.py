"""Words that are names only in the right company: everyday words, days and months, titles of people."""

EVERYDAY = frozenset(
    # what newspapers, parties, films and bands are called after
    """
    act action age air anger apple arrival art arts atlas balance bath beauty bill birth black blood blue body
    book boss box brave bridge brother business butter call cancer captain care case cause chance change chaos
    charity chef child children choice church cinema circle circus citizen city class climate club coach
    coast code cold color colour common community company contact control cook core cork corner council
    country courage court creation crime crisis cross crown culture current dance danger data dawn day death
    debate deep defence defense democracy desert design desire destiny details development dialogue dignity direct
    discovery doctor dragon dream drive eagle earth east economy edge education effect element emergency empire
    end energy enterprise equality era essence event everything evidence evil evolution exchange experience experts
    express face fact faith fall fame family fantasy farm fashion fate father fear fiction field fire first flag
    flow focus food force foreign forest fortune forum forward frank free freedom friend friends front future
    games gap gate general genesis giant glory god gold good governor grace grand gravity great green ground group
    growth guardian guide hand happiness harmony health heart heat heaven hell help hero heroes history home honest
    honor honour hope horizon host hour house hull human humanities humanity hunger ice idea identity image impact
    in independence independent individual industry infinity information inside insight instinct institute
    intelligence internet iron island it joint journal journey joy judge juice justice key kids king kings knowledge
    labor labour land language last law leader leadership left legacy legend letter liberal liberty life light line
    lion living local logic lord love luck magic man mark market master matrix matter media memory men mercy message
    meta method mind mine minister minute mirror mission mobile model moderate moment money moon mother motion motor
    movement movies music nation national nature net network never new news next nice night noise north notes
    nothing nova now observer ocean office onion open opinion orange order organization origin others outlook
    outside pace panorama paradise parents parliament part party passage passion past path patience patriot
    peace people philosophy photo picture pilot pioneer place plan planet play players point police policy politics
    pop popular post power practice prayer present president press pressure price pride prime prince princess prison
    privacy problem process professor progress promise proof property prospect protest public pure quality quantum
    queen quest question radio rage rain reading reason rebel record red reform religion republic research
    resistance resolve respect response result return revolution right rights rise river road rock rose round rule
    rush sacrifice safety salt sandy save saving scandal school science scope sea search second secret security seed
    self senate senator sense series service seven shadow shark she shell shift shock show sign signal silence
    silver sister sky slate sleep smart snow society soldier soldiers solidarity solution soul sound source south
    space special speech speed spirit sport sports spring sprint square stage standard star stars state
    station status steel step stone stories storm story strategy stream street strength stress strike strong student
    students studio style subway success summer summit sun support surprise survival system target team technology
    television tension terror test texts theater theatre theory thing things think thought thunder time times today
    together tomorrow total touch tower trade tradition traffic train transport treasure tree trial tribune trouble
    true trust truth twin union united unity universe us values venture verge victory video view village violence
    virtue visa vision visit vogue voice volume wait wall war warrior washing watch water wave way we wealth weather
    web welcome welfare west when whistle white who why wild will wind window windows winter wired wisdom wish wolf
    woman women wonder word words work workers world writer writing year years yesterday young youth zero
    """.split()
)
"""Small letters. Such a word at the beginning of a sentence is not yet a name."""

MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)

CALENDAR = MONTHS | frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
"""These have their capital always, so that it tells nothing: In May, and Theresa May."""

TITLES = frozenset(
    """
    admiral ambassador analyst archbishop attorney ayatollah biologist bishop brigadier brother candidate captain
    chairman chairwoman chancellor chief coach col colonel commander commissioner comrade congressman congresswoman
    corporal councillor count crown dame democrat deputy detective dictator director doctor dr emir emperor father
    first foreign former founder gen general gov governor imam inspector interior judge justice khan king lady late
    leader lieutenant lord lt madam maj major manager marshal mayor minister miss mr mrs ms mullah officer pastor
    poet pope premier president prime prince princess prof professor prosecutor queen rabbi rep representative
    republican rev reverend saint sayyid sec secretary sen senator sergeant sgt sheikh sheriff sir sister speaker
    spokesman spokeswoman st sultan superintendent vice
    """.split()
)
"""Small letters, no dots. One of these before a surname does not make it another person's."""

SMALL = frozenset(
    """
    a about above across after again against all along also although always among an and another any are around as
    asked at back be because been before behind being below beneath beside between beyond both but by can could did
    do does down during each earlier either else even ever every few following for formerly from had has have he her
    here his how however if in inside instead into is it its just later like many may meanwhile more most much my
    near neither no nor not now of off often on once one only onto or other our out outside over perhaps please
    quite rather said same saying says she should since so some sometimes soon still such than that the their them
    then there therefore these they this those though through throughout thus till to today told tomorrow too toward
    towards under unless unlike until up upon us very was were what when where whether which while who whom whose
    why will with within without would yes yesterday yet you your
    """.split()
)
"""Words that begin sentences and are no part of the name after them: When Johnson, not Boris Johnson."""

KINDS_OF_PAPER = frozenset("magazine newspaper news weekly daily journal online".split())
"""What may stand after a paper's name and is not part of it: Time Magazine."""
