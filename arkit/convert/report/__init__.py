"""One page a conversion, whole in itself: what came in, what was decided and why, what came out, what it cost."""

from arkit.convert.report.page import report_page
from arkit.convert.report.pictures import Pictures, take_pictures

__all__ = ["Pictures", "report_page", "take_pictures"]
