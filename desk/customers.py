"""Customers: the organisations tickets come from."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData


class Customer(MasterData):
    """An organisation; people know it by its number, which OTRS calls CustomerID and which may be any text."""

    __tablename__ = "customer"
    noun: ClassVar[str] = "customer"
    key: ClassVar[str] = "number"

    number: Mapped[str] = mapped_column(String(150), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        if self.url and not self.url.lower().startswith(("http://", "https://")):
            yield "url", f"{self.url!r} is no address of a web page; it begins with http:// or https://."
