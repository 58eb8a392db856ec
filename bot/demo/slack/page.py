"""stub"""


def render_page(state, channel, *, thread=None, reader=None, uploads=None):
    return ""
