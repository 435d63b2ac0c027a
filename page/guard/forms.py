"""Forms with files, as they come: their structure is seen before Gradio reads it."""

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from nst_core.errors import Sentence
from nst_core.images.reading_limits import MAX_FILE_BYTES
from page.guard.refusals import Refusal

MAX_PARTS = 20  # a browser sends all files that are dropped at once in one form
MAX_HEADER_BYTES = 4096  # of a part, as python_multipart takes them
MAX_FORM_BYTES = MAX_FILE_BYTES + MAX_PARTS * MAX_HEADER_BYTES
FIELD = "files"


class FormCheck:
    """Refuses a form that is no upload of pictures, while it comes."""

    def __init__(self, content_type: str) -> None:
        """Take the form's type, with its boundary.

        Raises:
            Refusal: It is no form, or has no boundary.
        """
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > 200:
            raise Refusal(
                Sentence("Files are sent as a form: multipart/form-data.", {}), 415
            )
        self._parts, self._field, self._value = 0, b"", b""
        self._disposition = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._take_field,
                "on_header_value": self._take_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
            },
        )

    def feed(self, chunk: bytes) -> None:
        """Look at what came.

        Raises:
            Refusal: It is no form, has too many parts, or one that is no file.
        """
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise Refusal(
                Sentence("This form is damaged. Send it again.", {}), 400
            ) from None

    def _begin(self) -> None:
        self._parts += 1
        self._disposition = b""
        if self._parts > MAX_PARTS:
            raise Refusal(
                Sentence(
                    "A form has at most {most} files. Send fewer.", {"most": MAX_PARTS}
                ),
                413,
            )

    def _take_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _end_headers(self) -> None:
        kind, options = parse_options_header(self._disposition)
        is_file = b"filename" in options and options.get(b"name") == FIELD.encode()
        if not is_file or kind != b"form-data":
            raise Refusal(
                Sentence(
                    "Each part of the form must be a file, and be named {field}.",
                    {"field": FIELD},
                ),
                400,
            )
