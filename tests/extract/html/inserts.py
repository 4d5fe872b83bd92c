"""What web archives, notices about cookies and other programs put into pages; all says SITIO."""

from __future__ import annotations

from typing import Final

INSERTS: Final = {
    "the Wayback Machine in 2009": (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><script></script><div id='wm-ipp' style='positio"
        "n:relative;padding:0 5px;'><div><table><tr><td><a href='/web/'>Wayback Machine</a></t"
        "d><td>SITIO http://a.org/ 12 captures 5 Jan 09 - 3 Feb 15</td></tr><tr><td>Dec JAN Fe"
        "b</td></tr></table></div></div><!-- END WAYBACK TOOLBAR INSERT -->"
    ),
    "the Wayback Machine in 2014": (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><style>#wm-ipp{}</style><div id='wm-ipp' lang='e"
        "n' class='__wb_banner_div' style='display:none'><div id='wm-ipp-inside'><div style='p"
        "osition:relative'><table><tr><td class=c>SITIO 14 captures</td></tr></table></div></d"
        "iv></div><script></script><!-- END WAYBACK TOOLBAR INSERT -->"
    ),
    "the Wayback Machine today": (
        "<div id='wm-ipp-base' lang='es' style='display:block;direction:ltr'><div id='wm-ipp' "
        "style='position:fixed'><div id='donato'><div id='donato-base'>SITIO done</div></div><"
        "div id='wm-ipp-inside'>SITIO The Wayback Machine - https://web.archive.org/web/2010 S"
        "ITIO About this capture COLLECTED BY Organization: Alexa Crawls</div></div></div><div"
        " id='wm-ipp-print'>SITIO The Wayback Machine - http://web.archive.org/web/2013/http:/"
        "/a.org</div>"
    ),
    "archive.today": (
        "<center><div id='HEADER' style='font-family:sans-serif'><table><tr><td>SITIO archive."
        "today webpage capture</td><td>Saved from <input value='http://a'> </td><td>SITIO 7 Ma"
        "r 2019 11:02:01 UTC</td></tr></table><div>SITIO Webpage Screenshot share download .zi"
        "p report bug or abuse</div></div></center>"
    ),
    "Google's cache": (
        "<div style='background:#fff;border:1px solid #999;margin:-1px -1px 0;padding:0;'><div"
        " style='background:#ddd;border:1px solid #999;color:#000;font:13px arial,sans-serif;m"
        "argin:12px;padding:8px;text-align:left'>SITIO Esta es la versión de <a href='http://a"
        ".org'>http://a.org</a> en la <a href='//support.google.com/websearch/bin/answer.py?hl"
        "=es&p=cached'>memoria caché de Google</a>. Es una instantánea de la página tal como a"
        "parecía el 3 Feb 2016 10:10:10 GMT.</div></div><div style='position:relative'>"
    ),
    "Google's cache in English": (
        "<div id='bN015htcoyT__google-cache-hdr'>SITIO This is Google's cache of <a>http</a>. "
        "It is a snapshot of the page as it appeared on 3 Feb 2016</div>"
    ),
    "Webrecorder": (
        "<wr-toolbar>SITIO Webrecorder</wr-toolbar><div id='wb_iframe_div'></div><div id='_wb_"
        "plain_banner'>SITIO This is an archived page from 2010</div><div id='_wb_frame_top_ba"
        "nner'>SITIO loading</div>"
    ),
    "SingleFile": (
        "<singlefile-infobar><template shadowrootmode=open><style>.x{}</style><div class=infob"
        "ar>SITIO Saved with SingleFile</div></template></singlefile-infobar><single-file-info"
        "bar>SITIO guardada</single-file-infobar>"
    ),
    "Archive-It": (
        "<div id='__wb_banner' class='ait-banner'>SITIO You are viewing an archived web page, "
        "collected at the request of Human Rights Web Archive using Archive-It. This page was "
        "captured on 3 Jan.</div>"
    ),
    "national archives": (
        "<div id='ukwa-banner'>SITIO</div><div id='bnf-banner-archive'>SITIO</div><div id='arq"
        "uivo-banner' class='replay-nav'>SITIO Arquivo.pt versão preservada</div>"
    ),
    "OneTrust": (
        "<div id='onetrust-consent-sdk'><div id='onetrust-banner-sdk' class='otFlat' role='reg"
        "ion'><div id='onetrust-policy-text'>SITIO Al hacer clic en Aceptar todas las cookies,"
        " usted acepta que las cookies se guarden en su dispositivo para mejorar la navegación"
        " del sitio.</div><button>Aceptar</button></div></div>"
    ),
    "Cookiebot": (
        "<div id='CybotCookiebotDialog' name='CybotCookiebotDialog' role='dialog'><h2 id='Cybo"
        "tCookiebotDialogBodyContentTitle'>SITIO Esta página web usa cookies</h2><div id='Cybo"
        "tCookiebotDialogBodyContentText'>SITIO Las cookies de este sitio web se usan para per"
        "sonalizar el contenido y los anuncios, ofrecer funciones de redes sociales y analizar"
        " el tráfico.</div></div>"
    ),
    "Complianz": (
        "<div class='cmplz-cookiebanner cmplz-bottom-right banner-1 optin' id='cmplz-cookieban"
        "ner-1'><div class='cmplz-title'>SITIO Gestionar el consentimiento</div><div class='cm"
        "plz-message'>SITIO Para ofrecer las mejores experiencias, utilizamos tecnologías como"
        " las cookies para almacenar y/o acceder a la información del dispositivo.</div></div>"
        "<div id='cmplz-manage-consent'>SITIO gestionar</div>"
    ),
    "CookieYes": (
        "<div class='cky-consent-container cky-box-bottom-left'><div class='cky-consent-bar'><"
        "p class='cky-title'>SITIO Valoramos tu privacidad</p><div class='cky-notice-des'><p>S"
        "ITIO Usamos cookies para mejorar su experiencia de navegación, mostrarle anuncios o c"
        "ontenidos personalizados y analizar nuestro tráfico.</p></div></div></div>"
    ),
    "Quantcast": (
        "<div id='qc-cmp2-container' class='qc-cmp2-container'><div>SITIO We value your privac"
        "y. We and our partners store and/or access information on a device, such as cookies a"
        "nd process personal data.</div></div>"
    ),
    "Didomi": (
        "<div id='didomi-host'><div class='didomi-popup'>SITIO Bienvenido. Con su acuerdo, nos"
        "otros y nuestros 825 socios usamos cookies o tecnologías similares para almacenar, ac"
        "ceder y procesar datos personales.</div></div>"
    ),
    "Termly": (
        "<div class='termly-styles-root'>SITIO We use essential cookies to make our site work."
        " With your consent, we may also use non-essential cookies.</div>"
    ),
    "iubenda": (
        "<div id='iubenda-cs-banner' class='iubenda-cs-default'>SITIO Nosotros y terceros sele"
        "ccionados utilizamos cookies o tecnologías similares con fines técnicos y, con su con"
        "sentimiento, otros fines.</div>"
    ),
    "Usercentrics": (
        "<div id='usercentrics-root'>SITIO We use cookies for the best experience and share th"
        "em with third parties.</div>"
    ),
    "GDPR Cookie Compliance": (
        "<aside id='moove_gdpr_cookie_info_bar' class='moove-gdpr-info-bar-hidden'><div>SITIO "
        "Utilizamos cookies para ofrecerte la mejor experiencia en nuestra web. Puedes aprende"
        "r más sobre qué cookies utilizamos.</div></aside><div id='moove_gdpr_cookie_modal'>SI"
        "TIO Resumen de privacidad Esta web utiliza cookies para que podamos ofrecerte la mejo"
        "r experiencia.</div>"
    ),
    "cookies in Spanish": (
        "<div class='aviso-legal-bar' style='position:fixed;bottom:0'>SITIO Esta web utiliza c"
        "ookies propias y de terceros para mejorar su experiencia. Si continúa navegando acept"
        "a su uso. <a href='/politica'>Más información</a> <button>Aceptar</button></div>"
    ),
    "cookies in a box of the page": (
        "<div class='x9'><p>SITIO Utilizamos cookies para asegurar que damos la mejor experien"
        "cia al usuario en nuestra web. Si sigues utilizando este sitio asumiremos que estás d"
        "e acuerdo.</p><a href='#'>Vale</a></div>"
    ),
    "cookies in English": (
        "<div class='x9'><p>SITIO This website uses cookies to improve your experience. We'll "
        "assume you're ok with this, but you can opt-out if you wish.</p><a href='#'>Accept</a"
        "> <a>Read More</a></div>"
    ),
    "cookies in Portuguese": (
        "<div class='x9'><p>SITIO Este site utiliza cookies para melhorar sua experiência. Ao "
        "continuar navegando, você concorda com a nossa política de privacidade.</p><a href='#"
        "'>Aceito</a></div>"
    ),
    "cookies in French": (
        "<div class='x9'><p>SITIO Nous utilisons des cookies pour vous garantir la meilleure e"
        "xpérience sur notre site. Si vous continuez à utiliser ce dernier, nous considérerons"
        " que vous acceptez l'utilisation des cookies.</p><a href='#'>Ok</a></div>"
    ),
    "cookies, by name only": (
        "<div class='x9' id='barraCookies'>SITIO Al navegar acepta.</div><div class='cookies-popup'"
        ">SITIO Aceptar todo</div><div id='modal_cookies'>SITIO Preferencias</div>"
    ),
    "Blogger": (
        "<div class='cookie-choices-info' style='position:fixed'><span class='cookie-choices-t"
        "ext'>SITIO Este sitio utiliza cookies de Google para prestar sus servicios y analizar"
        " su tráfico.</span></div>"
    ),
    "buttons to share": (
        "<div class='a2a_kit a2a_floating_style'><a>SITIO Facebook</a><a>SITIO Twitter</a></di"
        "v><div class='heateor_sss_sharing_container'><div>SITIO Compartir</div></div><div cla"
        "ss='ssba ssba-wrap'>SITIO share</div><div class='essb_links'>SITIO essb</div>"
    ),
    "newsletters": (
        "<div id='mc_embed_signup'><h3>SITIO Suscríbete</h3><p>SITIO Recibe nuestras noticias "
        "cada semana en tu correo electrónico, sin costo.</p></div><div class='pum pum-overlay"
        "' role='dialog'>SITIO Únete a la lista y recibe todas las novedades del sitio en tu c"
        "orreo.</div><div class='elementor-location-popup'>SITIO Dona ahora para seguir con nu"
        "estro trabajo de cada día.</div>"
    ),
    "related posts": (
        "<div class='yarpp-related'><h3>SITIO Entradas relacionadas</h3><ol><li><a>SITIO otra "
        "entrada</a></li></ol></div><div class='jp-relatedposts'>SITIO Relacionado</div><div c"
        "lass='crp_related'><h3>SITIO Te puede interesar:</h3><ul><li><a>SITIO a</a></li></ul>"
        "</div>"
    ),
    "a form for comments": (
        "<div id='respond' class='comment-respond'><h3 id='reply-title'>SITIO Deja una respues"
        "ta</h3><form><p>SITIO Tu dirección de correo electrónico no será publicada. Los campo"
        "s obligatorios están marcados con *</p></form></div>"
    ),
    "tools for accessibility": (
        "<div id='pojo-a11y-toolbar' role='navigation'><p>SITIO Herramientas de accesibilidad<"
        "/p><ul><li>SITIO Aumentar texto</li></ul></div><div class='userway'>SITIO userway</di"
        "v><div id='userwayAccessibilityIcon'>SITIO</div><access-widget-ui>SITIO</access-widge"
        "t-ui><div class='uwy'>SITIO</div>"
    ),
    "tools for translation": (
        "<div id='google_translate_element'><div class='skiptranslate goog-te-gadget'>SITIO Se"
        "leccionar idioma Con la tecnología de Traductor</div></div><div id='goog-gt-tt' class"
        "='skiptranslate'>SITIO Texto original Califica esta traducción Tus comentarios se usa"
        "rán</div><div class='gtranslate_wrapper'>SITIO Español</div>"
    ),
    "the bar of WordPress": (
        "<div id='wpadminbar' class='nojq'><div role=navigation>SITIO Acerca de WordPress Escr"
        "itorio Hola, admin</div></div>"
    ),
    "tests for robots": (
        "<div class='grecaptcha-badge'>SITIO</div><noscript>SITIO habilite javascript</noscrip"
        "t><iframe>SITIO</iframe>"
    ),
    "chats": (
        "<div class='nta_wa_button'>SITIO ¿Necesitas ayuda?</div><div id='tawkchat'>SITIO chat"
        "</div><div class='joinchat'>SITIO Hola</div>"
    ),
    "Facebook": ("<div id='fb-root'>SITIO</div><div class='fb-comments'>SITIO</div>"),
    "MediaWiki": (
        "<div id='perma-banner'>SITIO</div><div class='memento-header'>SITIO</div><div class='"
        "printfooter'>SITIO Obtenido de «https://es.wikipedia.org</div><div id='siteSub'>SITIO"
        " De Wikipedia, la enciclopedia libre</div><div class='mw-jump-link'>SITIO Ir a la nav"
        "egación</div><div id='catlinks' class='catlinks'>SITIO Categorías</div>"
    ),
}
