"""From the kinds of asset a unit reports to the classes by which the law limits a measure."""

from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.measure_terms import AssetClass, SpecialAsset

_CLASSES = {
    AssetKind.DEPOSIT: AssetClass.DEPOSIT,
    AssetKind.HOUSING_FUND: AssetClass.DEPOSIT,
    AssetKind.INTERNET_MONEY: AssetClass.DEPOSIT,
    AssetKind.SUBSIDY: AssetClass.DEPOSIT,
    AssetKind.VEHICLE: AssetClass.MOVABLE,
    AssetKind.REAL_ESTATE: AssetClass.IMMOVABLE,
    AssetKind.FOREST_RIGHT: AssetClass.OTHER,
    AssetKind.LAND_CONTRACT: AssetClass.OTHER,
    AssetKind.EQUITY: AssetClass.OTHER,
    AssetKind.SECURITY: AssetClass.OTHER,
    AssetKind.INSURANCE: AssetClass.OTHER,
}


def class_of(kind: str) -> AssetClass:
    """The class of a reported kind. What is money, or may be, gets the shortest term; what nobody can tell, too."""
    return _CLASSES.get(AssetKind(kind), AssetClass.DEPOSIT)


def special_of(kind: str) -> SpecialAsset | None:
    """The class with a rule of its own beside the general one."""
    return SpecialAsset.SECURITIES if kind == AssetKind.SECURITY.value else None


def measure_kind_of(asset: AssetClass) -> MeasureKind:
    """Money and rights are frozen, things are sealed."""
    return MeasureKind.FREEZE if asset in (AssetClass.DEPOSIT, AssetClass.OTHER) else MeasureKind.SEAL
