"""Pages as the programs that make websites mark them up.

Every text that belongs to the page says TEXTO and a number, everything around it says SITIO.
"""

from __future__ import annotations

from typing import Final

from tests.builders import SPANISH, html


def _text(number: int) -> str:
    return f"TEXTO{number}. {SPANISH}"


def _p(*numbers: int) -> str:
    return "".join(f"<p>{_text(number)}</p>" for number in numbers)


_MENU: Final = "".join(f"<li><a href='/{n}'>SITIO sección {n}</a></li>" for n in range(6))
_CARDS: Final = "".join(
    f"<div class='card'><a href='/{n}'><h3>SITIO otra nota {n}</h3><p>SITIO resumen de la otra "
    "nota, con unas cuantas palabras más que la describen</p></a></div>"
    for n in range(4)
)
_COOKIES: Final = (
    "<div id='cookie-law-info-bar'><p>SITIO Usamos cookies propias y de terceros para mejorar "
    "nuestros servicios. Si continúa navegando, consideramos que acepta su uso.</p></div>"
)
_SHARE: Final = "<ul class='share-buttons'><li><a href='#'>SITIO Compartir</a></li></ul>"

_WORDPRESS: Final = f"""
<div id="page" class="site has-sidebar no-comments social"><header id="masthead">
<p class="site-title"><a href="/">SITIO</a></p><nav><ul>{_MENU}</ul></nav></header>
<div id="content" class="site-content"><div id="primary"><main id="main">
<article id="post-12" class="post-12 post type-post category-noticias">
<header class="entry-header"><h1 class="entry-title">TEXTO0 El miedo</h1>
<div class="entry-meta"><a rel="category" href="/c">SITIO Noticias</a></div></header>
<div class="entry-content">{_p(1, 2)}<h2 id="que">TEXTO3 Qué es</h2>{_p(4)}
<ul><li>TEXTO5 Respirar</li><li>TEXTO6 Hablar con alguien</li></ul>
<figure class="wp-block-table"><table><tr><td>TEXTO7</td><td>tres</td></tr></table></figure>
<blockquote class="wp-block-quote"><p>TEXTO8 Nadie cuida a solas.</p></blockquote>{_p(9)}
<div class="sharedaddy sd-sharing-enabled"><h3>SITIO Comparte esto:</h3>{_SHARE}</div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>SITIO Relacionado</h3>{_CARDS}</div></div>
<footer class="entry-footer">SITIO Publicado en <a href="/c">noticias</a></footer></article>
<nav class="post-navigation"><a href="/p">SITIO Entrada anterior</a></nav>
<div id="comments" class="comments-area"><h2>SITIO Un comentario</h2><ol class="comment-list">
<li class="comment"><p>SITIO Muchas gracias por esta nota, me ha servido mucho en mi trabajo de
acompañar a otras personas en momentos difíciles.</p></li></ol>
<form id="commentform"><p>SITIO Tu dirección de correo no será publicada.</p></form></div></main>
</div><aside id="secondary" class="widget-area"><section class="widget"><h2>SITIO Lo último</h2>
<ul>{_MENU}</ul></section></aside></div>
<footer id="colophon"><p>SITIO Todos los derechos reservados.</p></footer></div>{_COOKIES}"""

_DRUPAL: Final = f"""
<a href="#main-content" class="visually-hidden skip-link">SITIO Pasar al contenido</a>
<div class="dialog-off-canvas-main-canvas"><header role="banner"><a href="/">SITIO</a></header>
<div class="region region-breadcrumb"><nav class="breadcrumb"><ol>{_MENU}</ol></nav></div>
<main role="main"><a id="main-content"></a><div class="region region-content">
<h1 class="page-title"><span property="schema:name">TEXTO0 El miedo</span></h1>
<article role="article" class="node node--type-article node--view-mode-full">
<div class="node__content"><div class="field field--name-body field--type-text-with-summary">
{_p(1)}<h2>TEXTO2 Qué es</h2>{_p(3, 4)}<dl><dt>TEXTO5 Miedo</dt><dd>TEXTO6 Una señal.</dd></dl>
</div><div class="field field--name-field-tags"><div class="field__label">SITIO Etiquetas</div>
<div class="field__items"><div><a href="/t/1">SITIO miedo</a></div>
<div><a href="/t/2">SITIO duelo</a></div></div></div></div></article></div></main>
<div class="region region-sidebar-second"><div class="block block-views"><h2>SITIO Más leído</h2>
{_CARDS}</div></div><footer role="contentinfo"><p>SITIO Hecho con Drupal</p></footer></div>"""

_BLOGGER: Final = f"""
<div class="navbar section" id="navbar"><a href="/">SITIO Siguiente blog</a></div>
<div class="content"><header><div class="header section"><h1 class="title">SITIO Mi blog</h1></div>
</header><div class="main-outer"><div class="main section" id="main"><div class="widget Blog">
<div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header">
<span>TEXTO1 jueves, 12 de junio de 2014</span></h2><div class="post hentry">
<h3 class="post-title entry-title">TEXTO0 El miedo</h3>
<div class="post-body entry-content" id="post-body-9">TEXTO2. {SPANISH}<br><br>TEXTO3. {SPANISH}
<br/><div style="text-align:justify">{_text(4)}</div></div>
<div class="post-footer"><div class="post-share-buttons">{_SHARE}</div>
<span class="post-labels"><a href="/l">SITIO miedo</a></span></div></div></div></div>
<div class="comments" id="comments"><h4>SITIO No hay comentarios:</h4></div>
<div class="blog-pager"><a href="/o">SITIO Entrada antigua</a></div></div></div></div>
<div class="column-right-outer"><div class="sidebar section"><div class="widget BlogArchive">
<h2>SITIO Archivo</h2><ul>{_MENU}</ul></div></div></div></div>"""

_MEDIUM: Final = f"""
<div id="root"><div class="a b c"><div class="d"><div class="e"><a href="/">SITIO Abrir en la
app</a><a href="/s">SITIO Iniciar sesión</a></div></div><div class="f g"><article>
<div class="h i"><section><div><h1 id="a1b2" class="pw-post-title">TEXTO0 El miedo</h1>
<div class="j"><a href="/@x"><p>TEXTO1 Elizabeth</p></a><span>TEXTO2 6 min de lectura</span></div>
<p id="c3" class="pw-post-body-paragraph">{_text(3)}</p><h2 id="d4">TEXTO4 Qué es</h2>
<p id="e5" class="pw-post-body-paragraph">{_text(5)}</p><ol><li id="f6">TEXTO6 Respirar</li></ol>
<figure><img alt=""><figcaption>TEXTO7 Dibujo de un río</figcaption></figure>
<p id="g7" class="pw-post-body-paragraph">{_text(8)}</p></div></section></div></article></div>
<div class="k l"><h2>SITIO Más de esta autora</h2>{_CARDS}</div></div></div>"""

_SCIELO: Final = f"""
<div class="container"><div class="content"><h2><a href="/r">SITIO Revista de prueba</a></h2>
<div id="toolBox"><h2 id="toolsSection">SITIO Servicios personalizados</h2>
<div class="box"><ul>{_MENU}</ul></div></div><h3>TEXTO1 Rev. prueba vol.26 no.1</h3>
<div class="index,es"><p align="right"><b>TEXTO2 ARTÍCULOS ORIGINALES</b></p>
<p><a name="top"></a><b>TEXTO0 El miedo entre defensoras de derechos humanos</b></p>
<p><b>TEXTO3 Resumen</b></p>{_p(4)}<hr><p><b><a name="intro"></a>TEXTO5 Introducción</b></p>
{_p(6, 7)}<p><b>TEXTO8 Referencias</b></p>
<p>TEXTO9 Autora, E. (1991). Un libro sobre el miedo en tiempos difíciles. Santiago: Prueba.
&nbsp;[ <a href="javascript:void(0)">Links</a> ]</p></div></div></div>
<div class="footer">SITIO Dirección postal de la revista, teléfono y correo electrónico</div>"""

_SUBSTACK: Final = f"""
<div id="entry"><div id="main" class="main typography use-theme-bg"><div class="main-menu">
<a href="/">SITIO Carta</a><button>SITIO Suscribirse</button></div><div class="single-post">
<article class="typography newsletter-post post"><div role="region" class="post-header">
<h1 class="post-title published">TEXTO0 El miedo</h1><h3 class="subtitle">TEXTO1 Una carta</h3>
</div><div class="available-content"><div dir="auto" class="body markup">{_p(2)}
<div class="subscription-widget-wrap"><div class="subscription-widget"><p>SITIO Gracias por leer.
Suscríbete gratis para recibir las cartas nuevas y apoyar este trabajo.</p></div></div>
<h2 class="header-anchor-post">TEXTO3 Qué es<div class="pencraft header-anchor-widget offset-x">
<div id="§que-es" class="header-anchor-widget-anchor"></div></div></h2>{_p(4, 5)}</div></div>
</article></div><div id="discussion" class="comments-page"><h4>SITIO Conversación</h4>
<div class="comment"><p>SITIO Qué bonita carta, la voy a compartir con mi equipo de trabajo mañana
mismo, porque la necesitamos.</p></div></div>
<div class="related-posts"><h4>SITIO Lo más leído</h4>{_CARDS}</div></div></div>"""

_WIKI: Final = f"""
<div class="mw-page-container"><a class="mw-jump-link" href="#c">SITIO Ir al contenido</a>
<div class="vector-sidebar" id="mw-navigation"><nav><ul>{_MENU}</ul></nav></div>
<div id="content" class="mw-body" role="main"><h1 id="firstHeading">TEXTO0 Miedo</h1>
<div id="bodyContent"><div id="siteSub" class="noprint">SITIO De una enciclopedia</div>
<div id="mw-content-text"><div class="mw-parser-output">
<table class="infobox"><tr><th>TEXTO2 Tipo</th><td>TEXTO3 emoción</td></tr></table>{_p(4)}
<h2><span class="mw-headline" id="Historia">TEXTO5 Historia</span><span class="mw-editsection">[
<a href="/e">editar</a>]</span></h2>{_p(6, 7)}<h3><span id="Hoy">TEXTO8 Hoy</span></h3>{_p(9)}
<ol class="references"><li id="n1">TEXTO10 Autora (1991). Un libro sobre el miedo.</li></ol></div>
</div><div id="catlinks"><ul><li><a href="/k">SITIO Emociones</a></li>
<li><a href="/k2">SITIO Psicología</a></li></ul></div></div></div>
<footer id="footer"><ul><li>SITIO Esta página se editó por última vez el 3 de marzo</li></ul>
</footer></div>"""

_GHOST: Final = f"""
<div class="gh-viewport"><header id="gh-navigation"><a href="/">SITIO</a></header>
<main class="gh-main"><article class="gh-article post tag-miedo">
<header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/t">SITIO Miedo</a>
<h1 class="gh-article-title">TEXTO0 El miedo</h1>
<p class="gh-article-excerpt">TEXTO1 Lo que aprendimos de escuchar.</p></header>
<section class="gh-content gh-canvas">{_p(2)}<h2 id="que-es">TEXTO3 Qué es</h2>{_p(4)}
<div class="kg-card kg-callout-card"><div class="kg-callout-text">TEXTO5 Importante: respirar.
</div></div><pre><code>TEXTO6 una línea
  otra</code></pre>{_p(7)}</section></article><div class="gh-read-next gh-canvas related">
<h3>SITIO Sigue leyendo</h3>{_CARDS}</div></main>
<footer class="gh-footer"><p>SITIO Publicado con Ghost</p></footer></div>"""

_PLAIN: Final = f"""
<table width="100%"><tr><td valign="top"><a href="/">SITIO Inicio</a><br>
<a href="/q">SITIO Quiénes somos</a><br><a href="/n">SITIO Noticias</a><br>
<a href="/c">SITIO Contacto</a></td><td>
<font size="5"><b>TEXTO0 El miedo</b></font><p>{_text(1)}<p>{_text(2)}<center>TEXTO3 * * *</center>
<p>{_text(4)}</td></tr></table>"""

_ASP: Final = f"""
<form method="post" action="nota.aspx" id="aspnetForm"><div id="menu"><ul>{_MENU}
</ul></div><div id="contenido"><h1>TEXTO0 El miedo</h1>{_p(1, 2)}</div></form>"""

_ELEMENTOR: Final = f"""
<div data-elementor-type="wp-post" class="elementor elementor-12">
<section class="elementor-section elementor-top-section"><div class="elementor-container">
<div class="elementor-column elementor-col-100"><div class="elementor-widget-wrap">
<div class="elementor-widget elementor-widget-heading"><div class="elementor-widget-container">
<h2 class="elementor-heading-title">TEXTO0 El miedo</h2></div></div>
<div class="elementor-widget elementor-widget-text-editor">
<div class="elementor-widget-container">{_p(1, 2)}</div></div>
<div class="elementor-widget elementor-widget-toggle"><div class="elementor-toggle-item">
<div class="elementor-tab-title" role="button"><a>TEXTO3 Pregunta</a></div>
<div class="elementor-tab-content" style="display:none"><p>{_text(4)}</p></div></div></div>
<div class="elementor-widget elementor-widget-social-icons"><a href="x">SITIO Facebook</a></div>
</div></div></div></section></div><footer class="elementor-location-footer">SITIO pie</footer>"""

_SQUARESPACE: Final = f"""
<div id="siteWrapper"><header id="header"><nav>{_MENU}</nav></header>
<main id="page" role="main"><article class="sections"><section class="page-section">
<div class="content-wrapper"><div class="content"><div class="sqs-layout sqs-grid-12">
<div class="row sqs-row"><div class="col sqs-col-12">
<div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content">
<div class="sqs-html-content"><h1>TEXTO0 El miedo</h1>{_p(1, 2)}</div></div></div>
<div class="sqs-block quote-block"><figure><blockquote><span>“</span>TEXTO3 Nadie cuida a solas
<span>”</span></blockquote><figcaption class="source">TEXTO4 — Lira</figcaption></figure></div>
<div class="sqs-block accordion-block"><ul class="accordion-items-container">
<li class="accordion-item"><h4><button class="accordion-item__click-target">
<span class="accordion-item__title">TEXTO5 Pregunta</span></button></h4>
<div class="accordion-item__dropdown"><div class="accordion-item__description"><p>{_text(6)}</p>
</div></div></li></ul></div></div></div></div></div></div></section></article></main>
<footer class="sections" id="footer-sections"><p>SITIO pie</p></footer></div>"""

_WIX: Final = f"""
<div id="SITE_CONTAINER"><div id="site-root"><header id="SITE_HEADER"><nav><ul>{_MENU}</ul>
</nav></header><main id="PAGES_CONTAINER"><div id="SITE_PAGES"><div class="Vd6aQZ"><section>
<div data-mesh-id="c1"><div id="comp-1" class="wixui-rich-text" data-testid="richTextElement">
<h1 class="font_0"><span style="font-size:40px">TEXTO0 El miedo</span></h1></div>
<div id="comp-2" class="wixui-rich-text"><p class="font_8">{_text(1)}</p><p class="font_8">
<span class="wixGuard">\u200b</span></p><p class="font_8">{_text(2)}</p></div>
<div id="comp-3" class="wixui-rich-text"><p class="font_8" style="text-align:justify">{_text(3)}
</p></div></div></section></div></div></main><footer id="SITE_FOOTER"><p>SITIO © 2023</p>
</footer></div></div>"""

_GOOGLE_DOCS: Final = f"""
<body><div id="banners"><div id="announcement-banner">
<span>SITIO Publicado con Documentos de Google</span><a>SITIO Informar de uso inadecuado</a>
</div></div><div id="header">El miedo</div><div id="contents"><style>.c1{{}}</style>
<div class="c9 doc-content"><p class="title"><span>TEXTO0 El miedo</span></p><p class="c1">
<span>{_text(1)}</span></p><p class="c1"><span>{_text(2)}</span></p></div></div>
<div id="footer"><span>SITIO Publicado mediante Google Docs</span>
<span>SITIO Actualizado automáticamente cada 5 minutos</span></div></body>"""

_WORD: Final = f"""
<body lang=ES-MX link=blue><div class=WordSection1><p class=MsoTitle align=center><b>
<span style='font-size:20pt'>TEXTO0 El miedo</span></b></p><p class=MsoNormal>
<span lang=ES>{_text(1)}</span></p><p class=MsoNormal>&nbsp;</p><h1><span>TEXTO2 Qué es</span>
</h1><p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt'>
<span style='font-family:Symbol'>·
<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>{_text(3)}</p>
<table class=MsoTableGrid border=1><tr><td width=10><p class=MsoNormal>TEXTO4</p></td><td>
<p class=MsoNormal>TEXTO5</p></td></tr></table></div><br clear=all>
<hr align=left size=1 width="33%"><div id=ftn1><p class=MsoFootnoteText>
<a href="#_ftnref1" name="_ftn1"><span class=MsoFootnoteReference>[1]</span>
</a> TEXTO6 Nota de pie</p></div></body>"""

_LIBREOFFICE: Final = f"""
<body lang="es-MX" dir="ltr"><p align="center"><font size="5">
<b>TEXTO0 El miedo</b></font></p>
<p align="justify" style="margin-bottom:0cm">{_text(1)}</p><h2 class="western">TEXTO2 Qué es
</h2><p>{_text(3)}</p><div id="sdfootnote1"><p class="sdfootnote-western">
<a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>TEXTO4 nota</p></div>
<div title="footer"><p>SITIO 3</p></div></body>"""

_PANDOC: Final = f"""
<header id="title-block-header"><h1 class="title">TEXTO0 El miedo</h1>
<p class="author">TEXTO1 Aluna</p></header><nav id="TOC"><ul><li><a href="#q">SITIO Qué</a></li>
</ul></nav><h1 id="q">TEXTO2 Qué es</h1>{_p(3, 4)}<section class="footnotes" role="doc-endnotes">
<hr /><ol><li id="fn1"><p>TEXTO5 Nota<a href="#fnref1" class="footnote-back">↩︎</a></p></li>
</ol></section>"""

_NOTION: Final = f"""
<body><article id="x" class="page sans"><header><h1 class="page-title">TEXTO0 El miedo</h1>
</header><div class="page-body"><p id="1" class="">{_text(1)}</p><ul class="toggle"><li>
<details open=""><summary>TEXTO2 ver</summary><p>{_text(3)}</p></details></li></ul>
<figure class="callout"><div style="font-size:1.5em"><span class="icon">x</span></div>
<div style="width:100%">TEXTO4 aviso</div></figure><div class="column-list">
<div class="column">{_p(5)}</div><div class="column">{_p(6)}</div></div></div></article></body>"""

_SPIP: Final = f"""
<div id="page"><div id="conteneur"><div id="contenu"><div class="cartouche">
<h1 class="crayon article-titre-5">TEXTO0 El miedo</h1></div><div class="chapo">
<p>TEXTO1 entradilla del artículo</p></div><div class="texte">{_p(2, 3)}</div>
<div class="notes surlignable"><h2>TEXTO4 Notas</h2><div id="nb1"><p>
<span class="spip_note_ref">[<a href="#nh1" class="spip_note" title="Notes 1" rev="appendix">1
</a>] </span>TEXTO5 una nota</p></div></div></div></div><div id="navigation"><ul>{_MENU}</ul>
</div></div>"""

_LINES_BY_STYLE: Final = f"""
<div id=c><span style="display:block">TEXTO0 El miedo</span>
<span style="display:block">{_text(1)}</span><span style="display:block">{_text(2)}</span></div>"""

_LINES_IN_A_DIVISION: Final = f"""
<div class='post-body entry-content'><div dir="ltr" style="text-align: left;" >
<b>TEXTO0 El miedo</b><br /><br />{_text(1)}<br /><br /><a name='more'></a>{_text(2)}<br />
<br /><div class="separator" style="clear: both;"><a href="x"><img></a></div>{_text(3)}</div>
<div style='clear: both;'></div></div>"""

SITES: Final = {
    name: html(body, title="El miedo")
    for name, body in {
        "WordPress": _WORDPRESS,
        "Drupal": _DRUPAL,
        "Blogger": _BLOGGER,
        "Medium": _MEDIUM,
        "SciELO": _SCIELO,
        "Substack": _SUBSTACK,
        "MediaWiki": _WIKI,
        "Ghost": _GHOST,
        "a page set in tables": _PLAIN,
        "a page in a form": _ASP,
        "Elementor": _ELEMENTOR,
        "Squarespace": _SQUARESPACE,
        "Wix": _WIX,
        "Google Docs": _GOOGLE_DOCS,
        "Word": _WORD,
        "LibreOffice": _LIBREOFFICE,
        "Pandoc": _PANDOC,
        "Notion": _NOTION,
        "SPIP": _SPIP,
        "lines by style": _LINES_BY_STYLE,
        "lines in a division": _LINES_IN_A_DIVISION,
    }.items()
}
"""Name of the program -> a page."""
