"""A line of a page → whether it is what sites put around an article: share bars, cookies, copyright; and bylines."""

import re
from functools import cache

_LONGEST = 300
"""Characters; what is longer is text."""
_SHARING = frozenset(
    """
    facebook twitter x whatsapp telegram linkedin pinterest reddit tumblr e-mail email mail print instagram youtube
    messenger viber skype pocket flipboard threads bluesky mastodon line wechat weibo vk copy link copied share tweet
    pin save bookmark like follow send post rss gab sms comment comments more xing signal
    this article story via on with your friends to by now post page
    partager imprimer envoyer enregistrer tweeter courriel copier le lien suivre cet
    teilen drucken senden merken artikel per kopieren
    compartir imprimir enviar guardar correo copiar enlace
    condividi stampa invia compartilhar compartilhe paylaş yazdır поделиться печать
    شارك مشاركة طباعة نسخ الرابط فيسبوك تويتر واتساب تلغرام تليجرام بريد إلكتروني انشر المقال
    分享 微信 微博 打印 复制 链接 收藏 转发 分享到
    """.split()
)
_BAR = re.compile(r"[|•·/,:：、\s()\[\]]+")
_SHARES = re.compile(
    r"(?:share|tweet|print|save|e-?mail|partager|teilen|compartir|condividi|paylaş|поделиться)\b|"
    r"شارك |مشاركة|分享|"
    r".*\b(?:facebook|whatsapp|twitter|telegram|فيسبوك|واتساب)\b",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED = re.compile(r"\d[\d.,]*[km]?", re.IGNORECASE)
_CRUMBS = re.compile(
    r"(?:you are here:?\s*)?(?:home|homepage|accueil|startseite|inicio|start|главная|الرئيسية|首页)"
    r"(?:\s*[>»›→/|]\s*[^>»›→|.!?]{1,60}){1,6}[>»›→/|]?",
    re.IGNORECASE,
)
_LINES = r"""
    comments?\ (?:are\ )?(?:now\ )?(?:closed|off|disabled)(?:\ (?:on|for)\ .{1,80})?
    (?:\d+|no|leave\ a|add\ a|post\ a|view|show|read|join\ the)\ (?:comments?|reply|replies|conversation|
        discussion)(?:\ \(?\d+\)?)?
    (?:leave|post)\ a\ (?:reply|response)(?:\ cancel\ reply)?
    your\ email\ address\ will\ not\ be\ published\.?.{0,80}
    (?:please\ )?(?:log|sign)\ ?in(?:\ or\ (?:register|sign\ up|subscribe))?\ to\ (?:comment|post|leave|
        continue|read).{0,80}
    (?:les\ )?commentaires\ (?:sont\ )?fermés
    (?:die\ )?kommentare\ (?:sind\ )?(?:geschlossen|deaktiviert)|kommentarfunktion\ .{0,40}
    (?:los\ )?comentarios\ (?:están\ )?cerrados
    التعليقات\ مغلقة|التعليقات\ مقفلة|评论已关闭|комментарии\ закрыты

    (?:click\ here\ to\ )?(?:sign\ up|subscribe|register|join)\b.{0,120}\b(?:news\ ?letters?|mailing\ list|
        inbox|alerts?|updates|e-?mails?|channel|briefing|notifications?)\b.{0,80}
    get\ .{0,100}\b(?:in|to|into)\ your\ inbox.{0,60}
    (?:subscribe|sign\ up|log\ in|sign\ in|register)(?:\ now|\ here|\ today|\ for\ free)?
    (?:our|the)?\ ?(?:free\ )?newsletters?
    (?:abonnez-vous|inscrivez-vous)\ .{0,120}
    (?:jetzt\ )?newsletter\ (?:abonnieren|bestellen).{0,80}|abonnieren\ sie\ .{0,120}
    (?:suscríbete|suscríbase|regístrate)\ .{0,120}
    اشترك\ (?:الآن|معنا|في\ (?:ال)?(?:نشر|قنا|صفح)).{0,120}|تابعونا(?:\ .{0,100})?|تابعنا\ (?:على|
        عبر).{0,100}|订阅(?:我们|本站|电子报|新闻|频道).{0,60}|подпи(?:шитесь|сывайтесь)\ .{0,120}
    (?:download|get)\ (?:our|the)\ .{0,40}\bapp\b.{0,80}
    (?:follow|like|find|join)\ (?:us|our\ \w+)\ (?:on|via|at)\ .{0,120}
    (?:join|follow)\ .{0,60}\b(?:telegram|whatsapp|facebook|twitter|instagram)\b.{0,60}
    (?:support\ (?:us|our)|donate|please\ (?:support|consider|donate|help))\b.{0,200}\b(?:journalism|
        donat\w+|contribut\w+|membership|subscri\w+)\b.{0,100}

    (?:we|this\ (?:web)?site|our\ (?:web)?site)\ uses?\ cookies\b.{0,250}
    by\ (?:continuing|using|clicking)\b.{0,200}\bcookies\b.{0,120}
    (?:accept|reject|manage)\ (?:all\ )?(?:cookies|preferences|settings)
    (?:nous\ utilisons|ce\ site\ utilise)\ des\ cookies.{0,250}|(?:wir\ verwenden|
        diese\ website\ verwendet)\ cookies.{0,250}
    (?:utilizamos|este\ sitio\ (?:web\ )?utiliza)\ cookies.{0,250}|نستخدم\ ملفات\ تعريف\ الارتباط.{0,200}|
        本网站使用.{0,60}cookie.{0,60}
    (?:privacy\ policy|terms\ of\ (?:use|service)|cookie\ policy|contact\ us|about\ us)(?:\s*[|•·]\s*.{1,60})*

    (?:read|see|learn|watch|find\ out|know)\ (?:more|also|next|the\ full\ (?:story|article|text|
        report))(?:\s*(?:[:»›→>]|\.\.\.|…)\s*.{0,200})?
    (?:click\ (?:here\ )?(?:to|for)\ .{0,80})
    (?:continue\ reading|keep\ reading|show\ more|load\ more|view\ more|more\ on\ this\ (?:story|topic)|
        more\ like\ this)(?:\s*[:»›→>…]\s*.{0,100})?
    (?:related|related\ (?:articles?|stories|posts|news|topics|content|coverage)|recommended(?:\ for\ you)?|
        most\ (?:read|popular|viewed)|you\ (?:may|might)\ also\ like|editors?['’]?s?\ (?:picks?|choice)|
        trending(?:\ now)?|also\ read|don['’]t\ miss|what\ to\ read\ next|up\ next|more\ from\ .{1,40}|
        previous\ (?:post|article|story)|next\ (?:post|article|story)|see\ also)(?:\s*[:»›→>]\s*.{0,200})?
    (?:lire\ aussi|à\ lire\ aussi|lire\ la\ suite|en\ savoir\ plus)(?:\s*[:»›→>]\s*.{0,200})?
    (?:mehr\ zum\ thema|lesen\ sie\ (?:auch|mehr)|weiterlesen|mehr\ lesen|siehe\ auch)(?:\s*[:»›→>]\s*.{0,200})?
    (?:leer\ más|lea\ también|le\ puede\ interesar|sigue\ leyendo)(?:\s*[:»›→>]\s*.{0,200})?
    (?:اقرأ\ أيضاً?|اقرأ\ أيضا|اقرأ\ المزيد|للمزيد|المزيد|مواضيع\ ذات\ صلة|
        إقرأ\ أيضاً?)(?:\s*[:»›→>]\s*.{0,200})?
    (?:相关阅读|相关新闻|延伸阅读|阅读更多|更多新闻|推荐阅读)(?:\s*[:：]\s*.{0,100})?
    (?:читайте\ также|подробнее|по\ теме)(?:\s*[:»›→>]\s*.{0,200})?
    (?:leia\ (?:também|mais)|saiba\ mais|veja\ também|leggi\ anche|per\ saperne\ di\ più|lees\ (?:ook|meer|verder)|
        czytaj\ (?:także|też|również|więcej)|zobacz\ też|läs\ (?:också|även|mer)|læs\ (?:også|mere)|les\ (?:også|mer)|
        lue\ (?:myös|lisää)|čtěte\ také|baca\ juga|ayrıca\ okuyun|ilginizi\ çekebilir|
        читайте\ ще|читайте\ також|δείτε\ επίσης|más\ información|te\ puede\ interesar|
        بیشتر\ بخوانید|همچنین\ بخوانید|עוד\ בנושא|קראו\ (?:גם|עוד)|כתבות\ נוספות|
        यह\ भी\ पढ़ें|ये\ भी\ पढ़ें|और\ पढ़ें|関連記事|あわせて読みたい|続きを読む|관련\ ?기사)(?:\s*[:：»›→>]\s*.{0,200})?

    (?:copyright\ (?:©|\(c\)|&copy;|by\b|\d{4})|©|\(c\)\ ?\d{4}|&copy;).{0,200}
    .{0,120}\ball\ rights\ reserved\.?.{0,80}
    .{0,80}(?:tous\ droits\ réservés|alle\ rechte\ vorbehalten|todos\ los\ derechos\ reservados|
        جميع\ الحقوق\ محفوظة|版权所有|все\ права\ защищены).{0,80}
    powered\ by\ \w.{0,40}

    (?:advertisement|advert|ad|ads|sponsored(?:\ content)?|promoted|paid\ content|
        story\ continues\ below(?:\ advertisement)?|article\ continues\ (?:below|after)(?:\ .{0,30})?|
        scroll\ to\ continue.{0,30}|publicité|anzeige|werbung|publicidad|إعلان|اعلان|广告|реклама)
    skip\ to\ (?:main\ )?(?:content|navigation|search)|(?:main\ )?menu|search|close|loading(?:\.\.\.|…)?|
        back\ to\ top|toggle\ navigation|top
    (?:listen|play|pause|watch)(?:\ (?:to\ (?:this\ )?(?:article|story)|live|now|audio|
        video))?(?:\s*\(?\d+[:\d]*\s*(?:min(?:ute)?s?)?\)?)?
    (?:\d+|[a-z]+)[\ -]min(?:ute)?s?\ (?:read|to\ read)|(?:reading|read)\ time:?\ .{1,20}|\d+\ views?|
        views?:\ ?\d+|lesezeit:?\ .{1,20}|temps\ de\ lecture.{0,20}
    (?:font|text)\ size.{0,20}|a\+\ ?a-|A\ A\ A|print\ (?:this\ )?(?:article|page|story)?
    (?:report\ (?:a\ )?(?:typo|error|mistake)|send\ (?:us\ )?(?:feedback|tips?)|have\ a\ tip\?.{0,100})
    (?:we\ value\ your\ privacy|manage\ consent|ad\ blocker\ .{0,80}|please\ (?:enable|disable)\ .{0,80}|
        javascript\ is\ (?:disabled|required).{0,80})
"""
_TAGGED = re.compile(
    r"(?:tags?|topics?|keywords?|filed under|categories|schlagw(?:o|ö)rter|mots-clés|etiquetas|"
    r"الكلمات المفتاحية|وسوم|标签|关键词|теги)"
    r"\s*[:：]\s*(.{1,200})",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written |reported |story |posted |published |words |text |photographs |photos |pictures |interview )?by|"
    r"par|von|por|di|door|av|af|przez|yazan|автор:?|текст:?|"
    r"بقلم|كتب|كتبت|كتابة|تحرير|מאת|लेखक|记者|記者|作者|文)\s*[:：/]?\s+(.{2,120})",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:authors?|auteurs?|autoren|autor(?:es|a|e)?|reporter|الكاتب|מאת|लेखक|作者|记者|記者|文)\s*[:：]\s*(.{2,120})",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|、|&|\band\b|\bet\b|\bund\b|\by\b|\bو(?=\s))\s*")
_ROLE = re.compile(
    r"(?:[,|•·–—-]\s+|\bfor\s+(?:the\s+)?[A-Z]|\bin\s+[A-Z]|\s\().*$|"
    r"\s+(?:staff|correspondent|reporter|editor|writer)\b.*$"
)
_SEVERAL = re.compile(r"\b(?:and|et|und|y)\b|,\s+[A-Z][\w.'’-]+\s+[A-Z]")
_ROLES = re.compile(
    r",?\s+(?:staff|correspondents?|reporters?|editors?|writers?)\b.*$", re.IGNORECASE
)
_NAME_WORD = re.compile(r"(?:[^\W\d_][\w.'’‘-]*|[A-Z]\.)")
_PARTICLES = frozenset(
    "al bin ibn de del della der di du el la le van von den ter abu umm da dos y e".split()
)


@cache
def _pattern() -> re.Pattern[str]:
    """All lines that are no text, as one pattern: a rule a line, going on where it is indented."""
    rules = re.sub(r"\n {8,}", "", _LINES).split("\n")
    lines = [f"(?:{rule.strip()})" for rule in rules if rule.strip()]
    return re.compile("(?:" + "|".join(lines) + r")[.!:»›→…]*", re.IGNORECASE)


def is_around(line: str) -> bool:
    """Whether a whole line is something that sites put around their articles, in one of some languages.

    A line that only begins or ends so stays: the words of an article are nobody's to take.
    """
    line = line.strip(" \t\u00a0*_#-–—|•·")
    if not line or len(line) > _LONGEST:
        return False
    return (
        _is_bar(line)
        or bool(_CRUMBS.fullmatch(line))
        or bool(_pattern().fullmatch(line))
        or _is_cookies(line)
    )


def _is_cookies(line: str) -> bool:
    """A notice on cookies in several sentences, each a rule of its own."""
    parts = [each for each in re.split(r"(?<=[.!?])\s+", line) if each]
    if len(parts) < 2 or "cookie" not in line.lower():
        return False
    small = re.compile(
        r"(?:ok|okay|got it|accept|agree|i agree|close|dismiss|learn more|more|decline|settings)[.!]?",
        re.IGNORECASE,
    )
    return all(_pattern().fullmatch(part) or small.fullmatch(part) for part in parts)


def _is_bar(line: str) -> bool:
    """A row of buttons: nothing but where to share, and numbers."""
    words = [word.casefold() for word in _BAR.split(line.replace("：", ":")) if word]
    if not words or len(words) > 30 or not _SHARES.match(line):
        return False
    known = [word in _SHARING or bool(_COUNTED.fullmatch(word)) for word in words]
    return all(known) and any(word in _SHARING for word in words)


def tagged(line: str) -> tuple[str, ...]:
    """The tags of a line that lists them (`Tags: Iraq, bases`); none where it does not."""
    found = _TAGGED.fullmatch(line.strip())
    if not found:
        return ()
    return tuple(
        tag for each in re.split(r"[,|;،、#•·]", found[1]) if 0 < len(tag := each.strip(" .")) <= 40
    )


def authors(line: str) -> tuple[str, ...]:
    """Who wrote it, from a line that says nothing else: `By Ann Lee and Bo Ek, Staff Writers`; none where it does not.

    A name has two words or more, each with a capital where its script has capitals.
    """
    line = line.strip(" \t\u00a0*_|•·")
    found = _BY.fullmatch(line) or _AUTHOR.fullmatch(line)
    if not found or re.search(r"[.!?]\s+\S+\s+\S+|[.!?؟。]$", found[1]):
        return ()
    plain = (_ROLES if _SEVERAL.search(found[1]) else _ROLE).sub("", found[1])
    names = tuple(name for each in _AND.split(plain) if (name := each.strip(" .|")))
    return names if names and all(map(_is_name, names)) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if re.search(r"[\u3400-\u9fff]", text):
        return 2 <= len(text) <= 12
    cased = any(letter.isupper() or letter.islower() for letter in text)
    if not 2 <= len(words) <= 5:
        return False
    return all(
        _NAME_WORD.fullmatch(word)
        and (not cased or word[0].isupper() or word.casefold().split("-")[0] in _PARTICLES)
        for word in words
    )
